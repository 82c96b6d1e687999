namespace Spydra.Emulator.Dataproc.State;

/// <summary>
/// All that the Dataproc half knows, in memory and under the data folder. One lock guards it: <see cref="Gate"/>; what is read out of it (records
/// and their resources) never changes and is used without.
/// </summary>
internal sealed class DataprocState
{
    // Ended jobs and operations beyond these are forgotten, oldest first.
    private const int MostEnded = 10_000;

    private long last;

    public DataprocState(string dataFolder)
    {
        var root = Path.Combine(dataFolder, "dataproc");
        Clusters = new(new RecordFolder(Path.Combine(root, "clusters")), MostEnded);
        Jobs = new(new RecordFolder(Path.Combine(root, "jobs")), MostEnded);
        Operations = new(new RecordFolder(Path.Combine(root, "operations")), MostEnded);
        Policies = new(new RecordFolder(Path.Combine(root, "autoscaling-policies")), MostEnded);
        Templates = new(new RecordFolder(Path.Combine(root, "workflow-templates")), MostEnded);
        Clusters.Load(ClusterRecord.Parse);
        Jobs.Load(JobRecord.Parse);
        Operations.Load(OperationRecord.Parse);
        Policies.Load(PolicyRecord.Parse);
        Templates.Load(TemplateRecord.Parse);
        last = Everything().Select(record => record.Number).DefaultIfEmpty().Max();
    }

    public Lock Gate { get; } = new();

    public Shelf<ClusterRecord> Clusters { get; }

    public Shelf<JobRecord> Jobs { get; }

    public Shelf<OperationRecord> Operations { get; }

    public Shelf<PolicyRecord> Policies { get; }

    public Shelf<TemplateRecord> Templates { get; }

    public long NextNumber() => Interlocked.Increment(ref last);

    /// <summary>What a repeated request is recognised by: project, region, method and the client's request id. Null when it gave none.</summary>
    public static string? RequestKey(string project, string region, string method, string? requestId) =>
        string.IsNullOrEmpty(requestId) ? null : $"{project}/{region}/{method}/{requestId}";

    /// <summary>All of it is forgotten; numbers go on.</summary>
    public void Clear()
    {
        foreach (var record in Clusters.All.ToList()) Clusters.Remove(record);
        foreach (var record in Jobs.All.ToList()) Jobs.Remove(record);
        foreach (var record in Operations.All.ToList()) Operations.Remove(record);
        foreach (var record in Policies.All.ToList()) Policies.Remove(record);
        foreach (var record in Templates.All.ToList()) Templates.Remove(record);
    }

    private IEnumerable<IRecord> Everything() => [.. Clusters.All, .. Jobs.All, .. Operations.All, .. Policies.All, .. Templates.All];
}
