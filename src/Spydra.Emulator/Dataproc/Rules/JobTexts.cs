using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>What the service says about a job that failed.</summary>
internal static class JobTexts
{
    /// <summary>The five lines of the agent, and what the driver's runtime has to add.</summary>
    public static string Failure(JobRecord job, IEnumerable<string?> more)
    {
        var files = job.Resource.Text("driverControlFilesUri")!;
        return string.Join('\n',
        [
            "Google Cloud Dataproc Agent reports job failure. If logs are available, they can be found at:",
            $"https://console.cloud.google.com/dataproc/jobs/{job.Id}?project={job.Project}&region={job.Region}",
            $"gcloud dataproc jobs wait '{job.Id}' --region '{job.Region}' --project '{job.Project}'",
            $"https://console.cloud.google.com/storage/browser/{files["gs://".Length..]}",
            job.Resource.Text("driverOutputResourceUri") + ".*",
            .. more.OfType<string>(),
        ]);
    }

    /// <summary>What a job prints that nothing here can run.</summary>
    public static string NoRuntime(JsonObject job) =>
        $"This emulator cannot run this {JobTypes.Of(job)}.\n"
        + "It runs by itself: hadoopJob whose jar is hadoop-streaming*.jar.\n"
        + "With Apache Hadoop (https://hadoop.apache.org/releases.html, then set HADOOP_HOME or put 'hadoop' on the PATH): other hadoopJob.\n"
        + "With Apache Spark (https://spark.apache.org/downloads.html, then set SPARK_HOME or put 'spark-submit' on the PATH): sparkJob and pysparkJob.\n"
        + "Start the emulator again after that. Other kinds of jobs need a real cluster.\n";
}
