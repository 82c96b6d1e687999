using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>What a machine type's name says about its size (https://docs.cloud.google.com/compute/docs/machine-resource).</summary>
internal static partial class MachineTypes
{
    public const string Default = "n2-standard-4";

    /// <summary>The virtual cores of a machine type, by name or URL; 4 where the name does not tell.</summary>
    public static int Cores(string? uri)
    {
        var name = (uri ?? Default).Split('/')[^1];
        if (name is "f1-micro" or "g1-small") return 1;
        if (name is "e2-micro" or "e2-small" or "e2-medium") return 2;
        var match = Pattern().Match(name);
        return match.Success && int.Parse(match.Groups["cores"].Value, CultureInfo.InvariantCulture) is > 0 and var cores ? cores : 4;
    }

    /// <summary>The memory in MB: what a custom type says, else what the family's class has per core.</summary>
    public static int MemoryMb(string? uri)
    {
        var name = (uri ?? Default).Split('/')[^1];
        var match = Pattern().Match(name);
        if (match.Groups["memory"].Success) return int.Parse(match.Groups["memory"].Value, CultureInfo.InvariantCulture);
        var perCore = match.Groups["class"].Value switch { "highmem" => 8192, "highcpu" => 1024, _ => 4096 };
        return Cores(uri) * perCore;
    }

    // n2-standard-4, c3-standard-8-lssd, n2-custom-8-16384, custom-4-8192-ext
    [GeneratedRegex(@"^(?:[a-z0-9]+-)?(?:(?<class>custom)-(?<cores>\d{1,4})-(?<memory>\d{1,8})|(?<class>[a-z]+)-(?<cores>\d{1,4}))(?:-[a-z]+)*$")]
    private static partial Regex Pattern();
}
