using System.Text.RegularExpressions;
using Spydra.Emulator.Jobs.Processes;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>An installation of Hadoop or Spark: its folder and the program that starts jobs.</summary>
internal sealed record NativeHome(string Folder, string Program)
{
    private static readonly string[] NotToRun = ["-sources", "-tests"];

    /// <summary>Finds it by its variable, or else by its program along the PATH; null where there is neither.</summary>
    public static NativeHome? Find(IReadOnlyDictionary<string, string> environment, string variable, string program)
    {
        if (environment.GetValueOrDefault(variable) is { Length: > 0 } home)
        {
            var inHome = Path.Combine(home, "bin", program);
            if (File.Exists(inHome)) return new(Path.GetFullPath(home), inHome);
        }

        if (ProgramFinder.Find(program, null, environment.GetValueOrDefault("PATH")) is not { } found) return null;
        var real = File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
        return new(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(real))) ?? "/", found);
    }

    /// <summary>The first jar below a folder of the installation whose name is the given one, with or without a version.</summary>
    public string? FindJar(string name, string below)
    {
        var root = Path.Combine(Folder, below);
        if (!Directory.Exists(root)) return null;
        var stem = Regex.Escape(Path.GetFileNameWithoutExtension(name));
        var pattern = new Regex($@"^{stem}([-_.]\d[^/]*)?\.jar$", RegexOptions.ExplicitCapture);
        return Directory.EnumerateFiles(root, "*.jar", SearchOption.AllDirectories)
            .Where(path => pattern.IsMatch(Path.GetFileName(path)) && !NotToRun.Any(part => path.Contains(part, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>The Cloud Storage connector, where the installation has one.</summary>
    public string? FindConnector(string below)
    {
        var root = Path.Combine(Folder, below);
        return Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "gcs-connector*.jar", SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }
}
