namespace Spydra.History.Logs;

/// <summary>A field: its type's letter, and its name.</summary>
internal sealed record JavaField(char Type, string Name)
{
    public bool IsReference => Type is 'L' or '[';
}

/// <summary>A class as Java's serialization describes it: its fields in the order in which objects hold them.</summary>
internal sealed class JavaClass(string name)
{
    public string Name { get; } = name;

    /// <summary>Whether its objects hold more than its fields.</summary>
    public bool WritesMore { get; set; }

    public IReadOnlyList<JavaField> Fields { get; set; } = [];

    /// <summary>The class itself and those above it, the top one first; empty while it is not described to its end.</summary>
    public IReadOnlyList<JavaClass> Line { get; private set; } = [];

    /// <summary>The fields of an object that hold numbers, and those that refer to objects.</summary>
    public IReadOnlyList<string> Numbers { get; private set; } = [];

    /// <inheritdoc cref="Numbers"/>
    public IReadOnlyList<string> References { get; private set; } = [];

    public void Complete(JavaClass? above)
    {
        Line = [.. above?.Line ?? [], this];
        var fields = Line.SelectMany(each => each.Fields).ToList();
        Numbers = [.. fields.Where(field => !field.IsReference).Select(field => field.Name)];
        References = [.. fields.Where(field => field.IsReference).Select(field => field.Name)];
    }
}

/// <summary>An object as Java's serialization wrote it: its fields, and what its class wrote besides them: the elements of a list, the pairs of a map.</summary>
internal sealed class JavaObject(JavaClass type)
{
    private readonly long[] numbers = new long[type.Numbers.Count];
    private readonly object?[] references = new object?[type.References.Count];
    private int numbersSet, referencesSet;
    private List<object?>? more;

    public JavaClass Class { get; } = type;

    public IReadOnlyList<object?> More => more ?? (IReadOnlyList<object?>)[];

    /// <summary>Sets the next field that holds a number.</summary>
    public void Add(long value) => numbers[numbersSet++] = value;

    /// <summary>Sets the next field that refers to an object.</summary>
    public void Add(object? value) => references[referencesSet++] = value;

    public void AddMore(object? value) => (more ??= []).Add(value);

    public long? Number(string field) => Index(Class.Numbers, field) is >= 0 and var at ? numbers[at] : null;

    public object? Reference(string field) => Index(Class.References, field) is >= 0 and var at ? references[at] : null;

    public string? Text(string field) => Reference(field) as string;

    private static int Index(IReadOnlyList<string> names, string name)
    {
        for (var at = 0; at < names.Count; at++)
            if (names[at] == name) return at;
        return -1;
    }
}
