using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>The project, region and zone with which short resource names are completed.</summary>
public sealed record ResourceScope(string Project, string Region, string? Zone)
{
    /// <summary>The region of the zone where there is one, as gcloud takes it for a short subnet name, else the region.</summary>
    public string RegionOfZone => Zone is { Length: > 0 } zone ? BeforeLastDash(ShortName(zone)) : Region;

    /// <summary><c>europe-west1</c> for the zone <c>europe-west1-d</c>, also when it is given as an address; null when it has no such form.</summary>
    public static string? RegionOf(string? zone)
    {
        var name = zone is null ? null : ShortName(zone);
        var dash = name?.LastIndexOf('-') ?? -1;
        return dash > 0 && name!.Length - dash == 2 ? name[..dash] : null;
    }

    private static string ShortName(string zone) =>
        zone.Contains("://", StringComparison.Ordinal) || zone.StartsWith("projects/", StringComparison.Ordinal) ? zone[(zone.LastIndexOf('/') + 1)..] : zone;

    private static string BeforeLastDash(string name) => name.LastIndexOf('-') is >= 0 and var dash ? name[..dash] : name;
}

/// <summary>What is wrong with a value, in a sentence that goes on after the option's path, and what to write instead.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="NextStep">What to do.</param>
/// <param name="Item">The key of the entry or the text of the item that is wrong, where the option has several.</param>
public sealed record OptionFault(string What, string NextStep, string? Item = null);

/// <summary>Something wrong with one option, or with two that cannot stand together.</summary>
/// <param name="Option">The option's name.</param>
/// <param name="What">What is wrong: goes on after the option's path.</param>
/// <param name="NextStep">What to do.</param>
/// <param name="Item">The key of the entry or the text of the item that is wrong.</param>
/// <param name="Other">The other option, where two are at odds.</param>
public sealed record OptionProblem(string Option, string What, string NextStep, string? Item = null, string? Other = null);

/// <summary>What a grammar made of a value: JSON, nothing to send, or a fault.</summary>
public readonly record struct Reading
{
    /// <summary>The JSON to send; null together with no fault means that nothing is sent.</summary>
    public JsonNode? Node { get; private init; }

    /// <summary>What is wrong; null when the value is right.</summary>
    public OptionFault? Fault { get; private init; }

    /// <summary>A right value that sends nothing.</summary>
    public static Reading Nothing => default;

    /// <summary>A right value.</summary>
    public static Reading Of(JsonNode? node) => new() { Node = node };

    /// <summary>A wrong value.</summary>
    public static Reading Wrong(string what, string nextStep, string? item = null) => new() { Fault = new(what, nextStep, item) };
}

/// <summary>How the value of an option becomes JSON. The name is what the documentation calls it.</summary>
public sealed record Grammar(string Name, Func<OptionValue, ResourceScope, Reading> Read)
{
    /// <summary>A grammar of one text.</summary>
    public static Grammar OfText(string name, Func<string, Reading> read) => OfText(name, (text, _) => read(text));

    /// <summary>A grammar of one text that completes resource names.</summary>
    public static Grammar OfText(string name, Func<string, ResourceScope, Reading> read) =>
        new(name, (value, scope) => value is OptionValue.Scalar { Text: var text }
            ? read(text, scope)
            : Reading.Wrong("has several values; one is expected.", "Write one value."));

    /// <summary>A grammar of each item of a list; an empty list sends nothing.</summary>
    public static Grammar OfItems(string name, Func<string, Reading> read) => new(name, (value, _) =>
    {
        var array = new JsonArray();
        foreach (var item in ((OptionValue.List)value).Items)
        {
            var reading = read(item);
            if (reading.Fault is { } fault) return Reading.Wrong(fault.What, fault.NextStep, item);
            array.Add(reading.Node);
        }

        return array.Count == 0 ? Reading.Nothing : Reading.Of(array);
    });

    /// <summary>A grammar of each entry of a map; an empty map sends nothing.</summary>
    public static Grammar OfEntries(string name, Func<string, string, OptionFault?> check) => new(name, (value, _) =>
    {
        var map = new JsonObject();
        foreach (var (key, text) in ((OptionValue.Map)value).Entries)
        {
            if (check(key, text) is { } fault) return Reading.Wrong(fault.What, fault.NextStep, key);
            map[key] = text;
        }

        return map.Count == 0 ? Reading.Nothing : Reading.Of(map);
    });
}
