using System.Runtime.CompilerServices;

namespace Spydra.Testing;

/// <summary>Where the repository lies, and the shared corpora beside it where they are there.</summary>
public static class RepositoryFiles
{
    public static string Root { get; } = Find();

    /// <summary>A folder of the corpora beside the checkout, or null where they are not there: then the test reads the selection in tests/.</summary>
    public static string? Shared(string name)
    {
        var path = System.IO.Path.Combine(Root, "..", "shared", name);
        return Directory.Exists(path) ? System.IO.Path.GetFullPath(path) : null;
    }

    public static string At(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(System.IO.Path.GetDirectoryName(here)!); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Spydra.sln"))) return folder.FullName;
        throw new InvalidOperationException("The repository's root (the folder of Spydra.sln) was not found above " + here);
    }
}
