using Spydra.History.JobHistory.Avro;

namespace Spydra.History.JobHistory;

/// <summary>Reads the .jhist file of a MapReduce job, of Hadoop 2 and 3 in both encodings, with the schema that the file itself brings.</summary>
public static class JobHistoryReader
{
    /// <summary>
    /// The job as far as the file tells it. Of a file that is cut off or damaged every event before that is in it, and
    /// <see cref="MapReduceJob.Damage"/> says where it ends. In memory is the job, and one event at a time.
    /// </summary>
    /// <param name="stream">The file, read asynchronously from where it stands.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DamagedDataException">It is no history: its first two lines are not.</exception>
    public static async Task<MapReduceJob> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var events = await HistoryEvents.OpenAsync(stream, cancellationToken);
        var job = new JobBuilder();
        try
        {
            await foreach (var each in events.ReadAsync(cancellationToken)) job.On(each);
            return job.Build(null);
        }
        catch (DamagedDataException e)
        {
            return job.Build(e);
        }
    }
}
