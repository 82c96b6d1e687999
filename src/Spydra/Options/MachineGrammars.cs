using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>The small languages in which machines, accelerators and disks are described.</summary>
public static class MachineGrammars
{
    private static readonly string[] DiskTypes = ["hyperdisk-balanced", "hyperdisk-extreme", "hyperdisk-ml", "hyperdisk-throughput"];

    /// <summary><c>type=T[,count=N]</c>. An empty type sends nothing, as in gcloud.</summary>
    public static readonly Grammar Accelerator = new("type=T[,count=N]", (value, _) =>
    {
        const string form = "Write type=nvidia-tesla-t4,count=1.";
        string? type = null;
        long count = 1;
        foreach (var (key, text) in ((OptionValue.Map)value).Entries)
        {
            if (key == "type") type = text;
            else if (key != "count") return Reading.Wrong($"has the unknown key '{key}'; only type and count are known.", form, key);
            else if (!Grammars.TryInteger(text, out count)) return Reading.Wrong($"has the count \"{text}\"; a whole number is expected.", form, key);
        }

        return type switch
        {
            null => Reading.Wrong("has no type.", form),
            "" => Reading.Nothing,
            _ => Reading.Of(new JsonArray(new JsonObject { ["acceleratorTypeUri"] = type, ["acceleratorCount"] = count })),
        };
    });

    /// <summary><c>type=A,type=B,rank=N</c>: machine types of equal worth.</summary>
    public static readonly Grammar MachineTypes = new("type=A[,type=B...][,rank=N]", (value, _) =>
    {
        const string form = "Write type=n2-standard-4,type=n2d-standard-4,rank=0.";
        var types = new JsonArray();
        long rank = 0;
        foreach (var item in ((OptionValue.List)value).Items)
        {
            if (OptionText.Pair(item, out var pair) is { } fault) return Reading.Wrong(fault.What, form, item);
            var text = pair.Value.Trim();
            if (pair.Key.Trim() == "type") types.Add((JsonNode)text);
            else if (pair.Key.Trim() == "rank" && (text.Length == 0 || !text.All(char.IsAsciiDigit) || !long.TryParse(text, out rank)))
                return Reading.Wrong($"has the rank \"{text}\"; a whole number is expected.", form, item);
        }

        return types.Count == 0
            ? Reading.Wrong("names no machine type.", form)
            : Reading.Of(new JsonArray(new JsonObject { ["machineTypes"] = types, ["rank"] = rank }));
    });

    /// <summary>Disks separated by <c>;</c>, each <c>type=T[,size=S][,iops=N][,throughput=N]</c>.</summary>
    public static readonly Grammar AttachedDisks = Grammar.OfItems("disks type=T[,size=S][,iops=N][,throughput=N] separated by ;", Disk);

    private static Reading Disk(string text)
    {
        const string form = "Write type=hyperdisk-balanced,size=100GB,iops=3000,throughput=200.";
        var disk = new JsonObject();
        foreach (var part in text.Split(','))
        {
            if (OptionText.Pair(part, out var pair) is { } fault) return Reading.Wrong(fault.What, form);
            var field = pair.Key switch
            {
                "type" => "diskType",
                "size" => "diskSizeGb",
                "iops" => "provisionedIops",
                "throughput" => "provisionedThroughput",
                _ => null,
            };
            if (field is null) return Reading.Wrong($"has the unknown key '{pair.Key}'; known are type, size, iops and throughput.", form);
            if (disk.ContainsKey(field)) return Reading.Wrong($"has '{pair.Key}' twice in one disk.", form);
            var (node, wrong) = DiskField(pair.Key, pair.Value);
            if (wrong is not null) return Reading.Wrong(wrong, form);
            disk[field] = node;
        }

        return disk.ContainsKey("diskType") ? Reading.Of(disk) : Reading.Wrong("has a disk without a type.", form);
    }

    private static (JsonNode? Node, string? Wrong) DiskField(string key, string text)
    {
        if (key == "type")
        {
            return DiskTypes.Contains(text, StringComparer.Ordinal)
                ? (text.ToUpperInvariant().Replace('-', '_'), null)
                : (null, $"has the disk type \"{text}\", which is none of {string.Join(", ", DiskTypes)}.");
        }

        if (key == "size")
        {
            if (SizeText.Parse(text, out var bytes) is { } fault) return (null, $"has the size \"{text}\", which {fault}.");
            return bytes < 4 * SizeText.Gigabyte ? (null, $"has a disk of {text}; at least 4GB are needed.") : (bytes / SizeText.Gigabyte, null);
        }

        return text.Length > 0 && text.All(char.IsAsciiDigit) && long.TryParse(text, out var number) && number > 0
            ? (number.ToString(), null)
            : (null, $"has the {key} \"{text}\"; a positive whole number is expected.");
    }
}
