namespace Spydra.Specs;

/// <summary>Which layer a spec file is.</summary>
public enum SpecFileKind
{
    /// <summary>Of everyone on this machine or in this company.</summary>
    Site,

    /// <summary>Of one user.</summary>
    User,

    /// <summary>Of one job: a <c>--spydra-json</c>.</summary>
    Job,
}

/// <summary>A spec file to read, later ones over earlier ones.</summary>
/// <param name="Path">Its path, as problems will name it.</param>
/// <param name="Kind">Which layer it is; only site and user files may hold <c>settings</c>.</param>
public sealed record SpecFile(string Path, SpecFileKind Kind);
