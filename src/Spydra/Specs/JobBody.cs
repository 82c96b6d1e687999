using System.Text.Json.Nodes;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>A file of this machine that a job names, and the place in the job where its address in the bucket belongs.</summary>
/// <param name="Field">The place: <c>hadoopJob.jarFileUris[1]</c>.</param>
/// <param name="Path">The file, as the spec names it.</param>
public sealed record LocalFile(string Field, string Path);

/// <summary>The Job that a spec asks for, as gcloud would send it but for local files, which stand in it as they are until they are staged.</summary>
public static class JobBody
{
    /// <summary>The <c>job</c> of <c>jobs.submit</c>, to run on the cluster of this name (which <c>cluster-labels</c> take precedence over).</summary>
    /// <exception cref="ArgumentException">The spec was not checked.</exception>
    public static JsonObject Create(JobSpec spec, string clusterName, string jobId)
    {
        if (spec.Project is not { } project) throw new ArgumentException("A job needs a project.", nameof(spec));
        var type = SubmitOptions.Type(spec.JobType);
        var job = new JsonObject
        {
            ["reference"] = new JsonObject { ["projectId"] = project, ["jobId"] = jobId },
            ["placement"] = spec.SubmitOptions.Has("cluster-labels") ? new JsonObject() : new JsonObject { ["clusterName"] = clusterName },
            [type.Field] = new JsonObject(),
        };
        SubmitOptions.For(type.Name).Apply(spec.SubmitOptions, new ResourceScope(project, spec.Region ?? "", null), job);

        var body = (JsonObject)job[type.Field]!;
        if (type.MainFile is { } main && (main == "mainRFileUri" ? spec.RFile : spec.PyFile) is { } file) body[main] = file;
        if (!spec.JobArgs.IsDefaultOrEmpty) body["args"] = new JsonArray([.. spec.JobArgs.Select(arg => (JsonNode)arg)]);
        return job;
    }

    /// <summary>The local files of a job: the main one first, then list by list; a file that is named twice is there twice.</summary>
    public static IReadOnlyList<LocalFile> LocalFiles(JsonObject job)
    {
        var type = SubmitOptions.JobTypes.Select(SubmitOptions.Type).First(type => job.ContainsKey(type.Field));
        var fields = SubmitOptions.For(type.Name).Rows.Where(row => row.NamesFiles).SelectMany(row => row.Fields);
        if (type.MainFile is { } main) fields = fields.Prepend($"{type.Field}.{main}");

        List<LocalFile> files = [];
        foreach (var field in fields)
        {
            if (FieldPath.Get(job, field) is JsonArray array)
                files.AddRange(array.Select((node, i) => new LocalFile($"{field}[{i}]", node!.GetValue<string>())));
            else if (FieldPath.Get(job, field) is { } node)
                files.Add(new(field, node.GetValue<string>()));
        }

        return [.. files.Where(file => Specs.LocalFiles.IsLocal(file.Path))];
    }

    /// <summary>A copy of the job in which staged files have their addresses, by <see cref="LocalFile.Field"/>.</summary>
    public static JsonObject WithStaged(JsonObject job, IEnumerable<KeyValuePair<string, string>> addresses)
    {
        var staged = (JsonObject)job.DeepClone();
        foreach (var (field, address) in addresses) FieldPath.Set(staged, field, address);
        return staged;
    }
}
