using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Filters;

/// <summary>One comparison of a filter: <c>labels.env = prod</c>.</summary>
internal sealed record FilterTerm(string Field, string Operator, string Value)
{
    private static readonly string[] Operators = ["<=", ">=", "!=", "=", "<", ">", ":"];

    /// <summary>
    /// Reads <c>field = value [AND] field = value ...</c>. Values may stand in double or single quotes; there is no OR, no NOT and no parenthesis.
    /// </summary>
    /// <exception cref="ApiError">INVALID_ARGUMENT, with the place.</exception>
    public static IReadOnlyList<FilterTerm> Parse(string? filter)
    {
        var terms = new List<FilterTerm>();
        var rest = new Cursor(filter ?? "");
        while (!rest.AtEnd)
        {
            if (terms.Count > 0 && rest.TakeWord("AND") && rest.AtEnd) throw rest.Malformed("a term after AND");
            var field = rest.TakeField() ?? throw rest.Malformed("a field");
            if (field is "AND" or "OR" or "NOT") throw rest.Malformed("a field; only AND between terms is supported");
            var operation = Operators.FirstOrDefault(rest.Take) ?? throw rest.Malformed("a comparison such as '='");
            terms.Add(new(field, operation, rest.TakeValue() ?? throw rest.Malformed("a value")));
        }

        return terms;
    }

    /// <summary>Whether a resource has the label: <c>labels.KEY = VALUE</c>, or <c>*</c> for any value.</summary>
    public bool MatchesLabel(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(Field["labels.".Length..], out var value) && (Value == "*" || value == Value);

    public bool IsLabel => Field.StartsWith("labels.", StringComparison.Ordinal) && Field.Length > "labels.".Length;

    public void RequireEquals()
    {
        if (Operator != "=") throw ApiError.Invalid($"Invalid filter: '{Field}' can be compared with '=' only, not with '{Operator}'.");
    }

    public ApiError Unsupported(string known) => ApiError.Invalid($"Invalid filter: '{Field}' is not a field to filter on. Known are: {known}.");

    public ApiError BadValue(string known) => ApiError.Invalid($"Invalid filter: '{Value}' is not a value of '{Field}'. Known are: {known}.");

    private sealed class Cursor(string text)
    {
        private int at;

        public bool AtEnd
        {
            get
            {
                while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
                return at == text.Length;
            }
        }

        public bool Take(string token)
        {
            if (AtEnd || string.CompareOrdinal(text, at, token, 0, token.Length) != 0) return false;
            at += token.Length;
            return true;
        }

        public bool TakeWord(string word)
        {
            var before = at;
            if (Take(word) && (at == text.Length || char.IsWhiteSpace(text[at]))) return true;
            at = before;
            return false;
        }

        public string? TakeField() => TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-');

        public string? TakeValue()
        {
            if (AtEnd) return null;
            if (text[at] is not ('"' or '\'')) return TakeWhile(letter => !char.IsWhiteSpace(letter) && letter is not ('(' or ')' or '=' or '<' or '>' or '"'));
            var quote = text[at];
            var close = text.IndexOf(quote, at + 1);
            if (close < 0) return null;
            var value = text[(at + 1)..close];
            at = close + 1;
            return value;
        }

        public ApiError Malformed(string expected) =>
            ApiError.Invalid($"Invalid filter: '{text}' at character {(at + 1).Invariant()}: {expected} is expected.");

        private string? TakeWhile(Predicate<char> wanted)
        {
            if (AtEnd) return null;
            var start = at;
            while (at < text.Length && wanted(text[at])) at++;
            return at > start ? text[start..at] : null;
        }
    }
}
