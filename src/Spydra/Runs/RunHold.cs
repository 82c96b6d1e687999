namespace Spydra.Runs;

/// <summary>Whether a client that leaves lets its run go on.</summary>
internal sealed class RunHold(Func<bool> wantsToLeave)
{
    /// <summary>Whether a job was handed over: before that there is nothing that could go on alone.</summary>
    public bool HasJob { get; set; }

    /// <summary>Whether job and cluster stay when the client goes.</summary>
    public bool IsKept => HasJob && wantsToLeave();
}
