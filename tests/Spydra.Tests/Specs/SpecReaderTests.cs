using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Specs;
using Spydra.Specs.Reading;
using Spydra.Testing;

namespace Spydra.Tests.Specs;

public sealed class SpecReaderTests
{
    [Fact]
    public void Every_key_and_value_knows_its_line_and_column()
    {
        var root = Assert.IsType<SpecNode.Object>(Parse("{\n  \"ä\": [1,\n   {\"b\": \"x\"}],\r\n\t\"c\": true }"));

        var (a, c) = (root.Members[0], root.Members[1]);
        Assert.Equal(new SpecLocation("f", 2, 3), a.KeyAt);
        Assert.Equal(new SpecLocation("f", 2, 8), a.Value.At);
        Assert.Equal(new SpecLocation("f", 2, 9), Assert.IsType<SpecNode.Array>(a.Value).Items[0].At);
        Assert.Equal(new SpecLocation("f", 3, 4), ((SpecNode.Array)a.Value).Items[1].At);
        Assert.Equal(new SpecLocation("f", 4, 2), c.KeyAt);
        Assert.Equal(new SpecLocation("f", 4, 7), c.Value.At);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_fine_and_what_looks_like_one_in_a_string_stays()
    {
        var root = (SpecNode.Object)Parse("""
            # shell style
            { // line
              "a": "x // y # z /* w */", /* block
              over lines */ "b": ["u\"#", ],
            }
            """);

        Assert.Equal("x // y # z /* w */", root.Members[0].Value.ScalarText);
        Assert.Equal("u\"#", ((SpecNode.Array)root.Members[1].Value).Items[0].ScalarText);
        Assert.Equal(4, root.Members[1].KeyAt.Line);
    }

    [Fact]
    public void A_byte_order_mark_is_fine() => Assert.IsType<SpecNode.Object>(SpecReader.Parse("f", [.. Encoding.UTF8.Preamble, .. "{}"u8]));

    [Fact]
    public void Random_json_with_comments_reads_as_JsonDocument_reads_it()
    {
        var property = Prop.ForAll(Arb.From(Json(4)), Arb.From(Gen.Choose(0, int.MaxValue)), (json, seed) =>
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true });
            return Same(document.RootElement, Parse(WithComments(json, new Random(seed))));
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), property);
    }

    [Theory]
    [InlineData("", "f: is empty. Write at least {} into it.")]
    [InlineData(" \n", "f: is empty. Write at least {} into it.")]
    [InlineData("# nothing", "f:1:10: is not valid JSON: the file ends where a value is expected. Write { at the beginning and } at the end.")]
    [InlineData("[1]", "f:1:1: is a list; an object is expected. Write { at the beginning and } at the end.")]
    [InlineData("\"x\"", "f:1:1: is the string \"x\"; an object is expected. Write { at the beginning and } at the end.")]
    [InlineData("{\"client_id\": \"x\", ", "f:1:20: is not valid JSON: the file ends inside the object that begins at line 1. Close it with '}'.")]
    [InlineData("{\n\"a\": [1,\n2", "f:3:2: is not valid JSON: the file ends inside the list that begins at line 2. Close it with ']'.")]
    [InlineData("{\"a\": 1\n \"b\": 2}", "f:2:2: is not valid JSON: a ',' or '}' is expected here, and '\"' stands. Add the comma after the value before it.")]
    [InlineData("{\"a\" 1}", "f:1:6: is not valid JSON: a ':' is expected after the key, and '1' stands. Write \"key\": value.")]
    [InlineData("{a: 1}", "f:1:2: is not valid JSON: a key in double quotes is expected here, and 'a' stands. Write \"key\": value.")]
    [InlineData("{\"a\": 1,, \"b\": 2}", "f:1:9: is not valid JSON: a key in double quotes is expected here, and ',' stands. Remove one of the two commas.")]
    [InlineData("{\"a\": }", "f:1:7: is not valid JSON: a value is expected here, and '}' stands. Add the value.")]
    [InlineData("{\"a\": 'x'}", "f:1:7: is not valid JSON: a value is expected here, and ''' stands. Write texts in double quotes.")]
    [InlineData("{\"a\": True}", "f:1:7: is not valid JSON: a value is expected here, and the word True stands. Write true, false or null, or put a text in double quotes.")]
    [InlineData("{\"a\": 01}", "f:1:7: is not valid JSON: \"01\" is not a number. Write a number such as 2 or 0.5, or put it in double quotes.")]
    [InlineData("{\"a\": \"x\n\"}", "f:1:7: is not valid JSON: a string is not closed on its line. Add the closing double quote.")]
    [InlineData("{\"a\": \"C:\\data\"}", "f:1:10: is not valid JSON: a string holds '\\d', which means nothing. Write a backslash as \\\\.")]
    [InlineData("{\"a\": \"\\ud800\"}", "f:1:7: is not valid JSON: a string has half of a \\u pair. Write the character itself, or both halves.")]
    [InlineData("{\"a\": \"x\u0001\"}", "f:1:9: is not valid JSON: a string holds the control character 0x01. Write it as \\u0001.")]
    [InlineData("{\"a\": 1}}", "f:1:9: is not valid JSON: goes on with '}' after its end. Remove what follows the last '}'.")]
    [InlineData("{\"a\": [1}", "f:1:9: is not valid JSON: a ',' or ']' is expected here, and '}' stands. Add the comma after the value before it.")]
    [InlineData("{ /* x", "f:1:3: has a comment that is not closed. Write '*/' where the comment ends.")]
    public void What_is_no_spec_is_explained_in_plain_words(string text, string expected)
    {
        using var folder = new TempDir();
        var path = folder.Write("f", text);
        List<SpecProblem> problems = [];

        Assert.Null(SpecReader.Read(path, problems));

        Assert.Equal(expected, Assert.Single(problems).ToString().Replace(path, "f", StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_named_with_their_place()
    {
        var latin = Assert.Throws<MalformedSpecException>(() => SpecReader.Parse("f", [.. "{\"a\":\n\""u8, 0xE4, .. "\"}"u8]));
        var utf16 = Assert.Throws<MalformedSpecException>(() => SpecReader.Parse("f", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{}")]));

        Assert.Equal("f:2:2: is not UTF-8: the byte 0xE4 begins no character. Save the file as UTF-8.", latin.Problem.ToString());
        Assert.Equal("f:1:1: is not UTF-8 (it looks like UTF-16). Save the file as UTF-8.", utf16.Problem.ToString());
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void A_bomb_of_brackets_is_refused(string bracket)
    {
        var bomb = string.Concat(Enumerable.Repeat(bracket, 100_000));

        var thrown = Assert.Throws<MalformedSpecException>(() => Parse(bomb));

        Assert.Contains("is nested deeper than 32 levels. A spec needs no more than 4.", thrown.Problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_gives_nodes_or_a_place_but_no_other_exception()
    {
        var property = Prop.ForAll(Arb.From(Gen.ArrayOf(Gen.Elements("{}[]\":,\\/*#u1e-.+tfn \n'a\u00e4".ToCharArray()))), characters =>
        {
            try { return Parse(new string(characters)) is not null; }
            catch (MalformedSpecException e) { return e.Problem.Location.Line > 0 && e.Problem.What.Length > 10; }
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), property);
    }

    private static SpecNode Parse(string text) => SpecReader.Parse("f", Encoding.UTF8.GetBytes(text));

    private static bool Same(JsonElement expected, SpecNode actual) => (expected.ValueKind, actual) switch
    {
        (JsonValueKind.Object, SpecNode.Object o) => expected.EnumerateObject().Select(member => member.Name).SequenceEqual(o.Members.Select(member => member.Key))
            && expected.EnumerateObject().Zip(o.Members).All(pair => Same(pair.First.Value, pair.Second.Value)),
        (JsonValueKind.Array, SpecNode.Array a) => expected.GetArrayLength() == a.Items.Length
            && expected.EnumerateArray().Zip(a.Items).All(pair => Same(pair.First, pair.Second)),
        (JsonValueKind.String, SpecNode.Text text) => expected.GetString() == text.Value,
        (JsonValueKind.Number, SpecNode.Number number) => expected.GetRawText() == number.Raw,
        (JsonValueKind.True, SpecNode.Boolean yes) => yes.Value,
        (JsonValueKind.False, SpecNode.Boolean no) => !no.Value,
        (JsonValueKind.Null, SpecNode.Null) => true,
        _ => false,
    };

    private static Gen<string> Json(int depth)
    {
        var text = Few(8, Gen.Elements("abc/*#\"\\ \t{}[]:,\u00e4\u20ac\n".ToCharArray()))
            .Select(characters => JsonSerializer.Serialize(new string(characters)));
        var scalar = Gen.OneOf(text, Gen.Elements("0", "-1.5", "1e3", "true", "false", "null"));
        if (depth == 0) return scalar;
        var inner = Json(depth - 1);
        var comma = Gen.Elements("", ",");
        return Gen.OneOf(
            scalar,
            from items in Few(4, inner) from end in comma select $"[{string.Join(',', items)}{(items.Length > 0 ? end : "")}]",
            from keys in Few(4, text)
            from values in Gen.ArrayOf(inner, keys.Length)
            from end in comma
            select $"{{{string.Join(',', keys.Zip(values, (key, value) => $"{key}:{value}"))}{(keys.Length > 0 ? end : "")}}}");
    }

    private static Gen<T[]> Few<T>(int most, Gen<T> one) => Gen.Choose(0, most).SelectMany(count => Gen.ArrayOf(one, count));

    /// <summary>Comments of all kinds and blanks between the tokens.</summary>
    private static string WithComments(string json, Random random)
    {
        string[] between = ["", " ", "\n", "// x \" { \n", "/* \" , */", "# } \"\n", "\t/* a\n * b */\r\n"];
        var text = new StringBuilder();
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (!inString && "{}[],:\"".Contains(json[i], StringComparison.Ordinal)) text.Append(between[random.Next(between.Length)]);
            text.Append(json[i]);
            if (inString && json[i] == '\\') text.Append(json[++i]);
            else if (json[i] == '"') inString = !inString;
        }

        return text.ToString();
    }
}
