namespace Spydra.Specs;

/// <summary>What reading a spec gave: the spec, or all that is wrong with it and as much as could be read.</summary>
public sealed record LoadedSpec
{
    internal LoadedSpec(SpecDraft? draft, JobSpec? spec, SpecException? problems) => (Draft, Spec, Problems) = (draft, spec, problems);

    /// <summary>The spec; null when something is wrong.</summary>
    public JobSpec? Spec { get; }

    /// <summary>The spec, where nothing is wrong with it.</summary>
    /// <exception cref="SpecException">Something is wrong: all of it, in the order of the files and their lines.</exception>
    public JobSpec Sound => Spec ?? throw Problems!;

    /// <summary>What is wrong; null when nothing is.</summary>
    public SpecException? Problems { get; }

    /// <summary>The project, as far as could be read; null where nobody names one.</summary>
    public string? Project => Draft?.Project;

    /// <summary>The region, as far as could be read; null where nobody names one.</summary>
    public string? Region => Draft?.Region;

    /// <summary>An option of the whole run, as far as could be read: as whom it calls, for instance. Null where nobody says it.</summary>
    public string? OfRun(string option) => Draft?.OfRun(option);

    /// <summary>The merged layers; null when a file could not be read.</summary>
    internal SpecDraft? Draft { get; }
}
