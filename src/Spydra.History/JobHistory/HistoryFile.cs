using Spydra.History.Sources;

namespace Spydra.History.JobHistory;

/// <summary>Where a history lies.</summary>
public enum HistoryPlace
{
    /// <summary>The application master was cut off before it copied the file: it ends before the job did.</summary>
    Staging,

    /// <summary>The history server had not moved it yet when the cluster went.</summary>
    Intermediate,

    /// <summary>Where the history server moved it.</summary>
    Done,
}

/// <summary>A .jhist file of a client, as far as its name tells.</summary>
/// <param name="Id">The application of its job.</param>
/// <param name="File">The file.</param>
/// <param name="Place">Where it lies.</param>
/// <param name="Name">What its name tells; null in staging, where it is <c>job_..._1.jhist</c>, and where the name is not one of Hadoop's.</param>
/// <param name="Configuration">The <c>_conf.xml</c> beside it, or null.</param>
public sealed record HistoryFile(YarnApplicationId Id, ArchivedFile File, HistoryPlace Place, JobHistoryFileName? Name, ArchivedFile? Configuration);
