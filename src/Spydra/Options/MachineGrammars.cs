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
        var ranked = false;
        foreach (var item in ((OptionValue.List)value).Items)
        {
            if (OptionText.Pair(item, out var pair) is { } fault) return Reading.Wrong(fault.What, form, item);
            var text = Digits.Plain(pair.Value.Trim());
            switch (pair.Key.Trim())
            {
                case "type":
                    types.Add((JsonNode)pair.Value.Trim());
                    break;
                case "rank" when ranked:
                    return Reading.Wrong("has two ranks.", form, item);
                case "rank" when text.Length == 0 || !text.All(char.IsAsciiDigit) || !long.TryParse(text, out rank):
                    return Reading.Wrong($"has the rank \"{text}\"; a whole number is expected.", form, item);
                case "rank":
                    ranked = true;
                    break;
            }
        }

        return types.Count == 0
            ? Reading.Wrong("names no machine type.", form)
            : Reading.Of(new JsonArray(new JsonObject { ["machineTypes"] = types, ["rank"] = rank }));
    });

    private static readonly Grammar Disks = Grammar.OfItems("disks", Disk);

    /// <summary>Disks separated by <c>;</c>, each <c>type=T[,size=S][,iops=N][,throughput=N]</c>.</summary>
    public static readonly Grammar AttachedDisks = new("disks type=T[,size=S][,iops=N][,throughput=N] separated by ;", (value, scope) =>
        Disks.Read(new OptionValue.List([.. ((OptionValue.List)value).Items.Where(disk => disk.Trim().Length > 0)]), scope));

    private static Reading Disk(string text)
    {
        const string form = "Write type=hyperdisk-balanced,size=100GB,iops=3000,throughput=200.";
        var disk = new JsonObject();
        foreach (var part in text.Split(','))
        {
            if (OptionText.Pair(part, out var pair) is { } fault) return Reading.Wrong(fault.What, form);
            var key = pair.Key.Trim();
            var field = key switch
            {
                "type" => "diskType",
                "size" => "diskSizeGb",
                "iops" => "provisionedIops",
                "throughput" => "provisionedThroughput",
                _ => null,
            };
            if (field is null) return Reading.Wrong($"has the unknown key '{key}'; known are type, size, iops and throughput.", form);
            if (disk.ContainsKey(field)) return Reading.Wrong($"has '{key}' twice in one disk.", form);
            var given = pair.Value.Trim();
            var (node, wrong) = given.Length > 0 ? DiskField(key, given) : default;
            if (wrong is not null) return Reading.Wrong(wrong, form);
            disk[field] = node;
        }

        foreach (var (field, _) in disk.Where(field => field.Value is null).ToList()) disk.Remove(field);
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
            return bytes < 4 * SizeText.Gigabyte ? (null, $"has a disk of {text}; at least 4GB are needed.") : ((long)(bytes / SizeText.Gigabyte), null);
        }

        var digits = Digits.Plain(text);
        return digits.All(char.IsAsciiDigit) && Int128.TryParse(digits, out var number) && number > 0
            ? (number.ToString(), null)
            : (null, $"has the {key} \"{text}\"; a positive whole number is expected.");
    }
}
