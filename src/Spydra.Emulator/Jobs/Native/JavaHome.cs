using Spydra.Emulator.Jobs.Processes;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>Hadoop's scripts want JAVA_HOME; where it is not set, the java on the PATH tells it.</summary>
internal static class JavaHome
{
    public static string? Find(IReadOnlyDictionary<string, string> environment)
    {
        if (ProgramFinder.Find("java", null, environment.GetValueOrDefault("PATH")) is not { } java) return null;
        var real = File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? java;
        return Path.GetDirectoryName(Path.GetDirectoryName(real));
    }
}
