using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spydra.Cli.Settings;
using Spydra.History;
using Spydra.History.JobHistory;
using Spydra.History.Sources;
using Spydra.History.Spark;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra dump-history</c> does: the history of MapReduce, or the event logs of Spark, whichever there is.</summary>
internal sealed class DumpHistoryAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public Task<int> RunAsync(DumpHistoryArguments arguments, CancellationToken cancellationToken) =>
        new ArchiveFrame(terminal, environment, time).RunAsync(arguments.Archive, async (source, findings, token) =>
        {
            foreach (var application in await AskedApplications.OfAsync(arguments.Application, source, arguments.Archive.ClientId, findings, token))
                await DumpAsync(application, arguments, source, findings, token);
        }, cancellationToken);

    private async Task DumpAsync(YarnApplicationId application, DumpHistoryArguments arguments, IArchiveSource source, Findings findings, CancellationToken cancellationToken)
    {
        var client = arguments.Archive.ClientId;
        var (histories, events) = (HistoryFolders.OfClient(source, client), SparkEventLogs.OfClient(source, client));
        terminal.Say($"spydra: looking for the history of {application} in {histories.Described} and {events.Described}");
        var job = histories.FindAsync(application, cancellationToken);
        var logs = await events.FindAsync(application.ToString(), cancellationToken);
        var history = await job;
        await using var answer = terminal.OpenAnswer();
        if (history is not null) await WriteAsync(history, arguments, source, answer, findings, cancellationToken);
        if (logs.Count > 0) await WriteAsync(logs, arguments, source, answer, findings, cancellationToken);
        if (history is null && logs.Count == 0)
            findings.Missing($"no history of {application} is in {histories.Described} or {events.Described}",
                "Look whether client and bucket are right ('spydra history' lists what is there). An application master that was killed, or did not come up, leaves none: 'spydra dump-logs' shows what it said.");
    }

    private async Task WriteAsync(HistoryFile history, DumpHistoryArguments arguments, IArchiveSource source, Stream answer, Findings findings, CancellationToken cancellationToken)
    {
        MapReduceJob job;
        try
        {
            await using var stream = await source.OpenAsync(history.File, cancellationToken);
            job = await JobHistoryReader.ReadAsync(stream, cancellationToken);
            job = job with { Damage = job.Damage?.In(source.Describe(history.File.Name)) };
        }
        catch (DamagedDataException e)
        {
            findings.Damaged(e.In(source.Describe(history.File.Name)));
            return;
        }

        if (arguments.Archive.Format == OutputFormat.Json) await JsonAsync(answer, json => JobHistoryJson.WriteAsync(job, arguments.All, json, cancellationToken), cancellationToken);
        else await TextAsync(answer, writer => JobHistoryText.Write(job, arguments.All, time.LocalTimeZone, writer));
        if (job.Damage is { } damage) findings.Damaged(damage);
    }

    private async Task WriteAsync(IReadOnlyList<SparkEventLog> logs, DumpHistoryArguments arguments, IArchiveSource source, Stream answer, Findings findings, CancellationToken cancellationToken)
    {
        List<SparkApplication> attempts = [];
        foreach (var log in logs)
        {
            try { attempts.Add(await new SparkEventReader(source).ReadAsync(log, cancellationToken)); }
            catch (SpydraException e) { findings.Damaged(e); }
        }

        if (attempts.Count == 0) return;
        if (arguments.Archive.Format == OutputFormat.Json)
        {
            await JsonAsync(answer, json =>
            {
                SparkJson.Write(json, attempts, arguments.All);
                return Task.CompletedTask;
            }, cancellationToken);
        }
        else await TextAsync(answer, writer => new SparkText(writer, time.LocalTimeZone).Write(attempts, arguments.All));
        foreach (var damage in attempts.SelectMany(attempt => attempt.Damage)) findings.Damaged(damage);
    }

    private static async Task JsonAsync(Stream answer, Func<Utf8JsonWriter, Task> write, CancellationToken cancellationToken)
    {
        await using (var json = new Utf8JsonWriter(answer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            await write(json);
        await answer.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static async Task TextAsync(Stream answer, Action<TextWriter> write)
    {
        await using var writer = new StreamWriter(answer, new UTF8Encoding(false), bufferSize: 32 * 1024, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    }
}
