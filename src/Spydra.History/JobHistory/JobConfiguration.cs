using System.Xml;

namespace Spydra.History.JobHistory;

/// <summary>
/// The configuration that a job ran with: its <c>_conf.xml</c>, in the order of the file. It may hold passwords, where the job was given them as
/// properties.
/// </summary>
/// <param name="Properties">The properties before <paramref name="Damage"/>.</param>
/// <param name="Damage">Where and how the file is damaged, or null.</param>
public sealed record JobConfiguration(IReadOnlyList<ConfigurationProperty> Properties, DamagedDataException? Damage)
{
    /// <summary>Far above what a configuration has, which is some hundred thousand bytes.</summary>
    public const int MaxBytes = 32 << 20;

    // Control characters are common in delimiters, and no XML; a person wants to see the rest.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = MaxBytes,
        MaxCharactersFromEntities = 1024,
    };

    /// <summary>The value of a property, as it was written: <c>${...}</c> stands as it is. Null where there is none.</summary>
    public string? this[string name] => Properties.LastOrDefault(property => property.Name == name)?.Value;

    /// <summary>Reads a <c>_conf.xml</c>; of a damaged one, the properties before the damage.</summary>
    /// <param name="stream">The file, read asynchronously and at most to <see cref="MaxBytes"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<JobConfiguration> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        // The whole of it: its properties stay in memory anyway, and the reader of XML knows no tokens and tells no bytes.
        using var bytes = new MemoryStream();
        var block = new byte[16 << 10];
        while (bytes.Length <= MaxBytes && await stream.ReadAsync(block, cancellationToken) is > 0 and var read) bytes.Write(block, 0, read);
        if (bytes.Length > MaxBytes) return new([], new(MaxBytes, $"a configuration of at most {MaxBytes} bytes", "a longer one"));
        bytes.Position = 0;
        return Parse(bytes);
    }

    private static JobConfiguration Parse(MemoryStream bytes)
    {
        List<ConfigurationProperty> properties = [];
        try
        {
            using var xml = XmlReader.Create(bytes, Settings);
            if (xml.MoveToContent() != XmlNodeType.Element || xml.Name != "configuration")
                return new([], new(0, "<configuration>", $"<{(xml.Name.Length > 60 ? xml.Name[..60] + "..." : xml.Name)}>"));
            while (xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, Depth: 1, Name: "property" } && Property(xml) is { } property) properties.Add(property);
            return new(properties, null);
        }
        catch (XmlException e)
        {
            return new(properties, XmlPosition.Damage(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), e));
        }
    }

    private static ConfigurationProperty? Property(XmlReader xml)
    {
        string? name = null;
        var (value, final) = ("", false);
        List<string> sources = [];
        using var inner = xml.ReadSubtree();
        inner.Read();
        var more = inner.Read();
        while (more)
        {
            if (inner.NodeType != XmlNodeType.Element || inner.Depth != 1)
            {
                more = inner.Read();
                continue;
            }
            // Reading an element's text leaves the reader on what follows it.
            switch (inner.Name)
            {
                case "name": name = inner.ReadElementContentAsString(); break;
                case "value": value = inner.ReadElementContentAsString(); break;
                case "final": final = inner.ReadElementContentAsString() == "true"; break;
                case "source": sources.Add(inner.ReadElementContentAsString()); break;
                default: inner.Skip(); break;
            }
            more = !inner.EOF;
        }
        return name is null ? null : new(name, value, final, sources);
    }
}
