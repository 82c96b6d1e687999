using System.Net;
using System.Text;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.History.Archive;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>
/// One client of a key, in this process, to which something happens. From its death on it has no effect: its calls do not leave, what it says is not
/// heard, and the journal that the next client finds is the one of that instant.
/// </summary>
internal sealed class CrashClient(CrashCloud cloud, string folder, string machine, int process, Mishap mishap) : IRunListener
{
    private readonly Lock gate = new();
    private readonly List<string> calls = [];
    private readonly StringBuilder printed = new();
    private int counted;
    private int records;
    private int pieces;
    private int lastPiece;
    private string? diedAt;
    private bool done;

    /// <summary>Whether it keeps a journal on its machine.</summary>
    public bool HasFile { get; init; } = true;

    /// <summary>Whether it keeps a copy of the journal in the bucket.</summary>
    public bool HasCopy { get; init; } = true;

    /// <summary>Whether it was killed.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Whether its mishap came about.</summary>
    public bool WasHit => IsDead || done;

    /// <summary>The calls that left.</summary>
    public IReadOnlyList<string> Calls
    {
        get { lock (gate) return [.. calls]; }
    }

    /// <summary>How many records it wrote to its journal, or was about to write.</summary>
    public int Records => records;

    /// <summary>In how many pieces it printed.</summary>
    public int Pieces => pieces;

    /// <summary>What it printed, without a piece at which it died.</summary>
    public string Printed => printed.ToString();

    /// <summary>What it printed of a piece at which it died.</summary>
    public string PrintedLast { get; private set; } = "";

    /// <summary>
    /// How much may be printed again because of its death: the last piece, if it died at a call that it made beside its work, as it does to keep the
    /// lead, or at a record, which may be the one of that piece. It may have been printed, and not yet written down.
    /// </summary>
    public int MayBePrintedAgain => IsDead && (diedAt is "write-journal" or "look-at-wish" || mishap.Blow == Blow.KillWriting) ? lastPiece : 0;

    /// <summary>Where the next client on the machine finds the journal.</summary>
    public string FolderAfterwards => IsDead ? folder + "~" : folder;

    public List<RunEvent> Events { get; } = [];

    public static Uri CopyOf(CrashCloud cloud, RunStart start) =>
        new(cloud.Endpoints.Storage, $"storage/v1/b/{CrashCloud.Bucket}/o/{Uri.EscapeDataString($"runs/test/{start.KeyId}.jsonl")}");

    /// <summary>Starts the key.</summary>
    public async Task<Ending> RunAsync(Func<TimeProvider, RunStart> startOf)
    {
        var time = new MortalTime(this);
        using var http = new HttpClient(new Wire(this), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var services = new RunServices(new ApiClient(http, new NoCredentials(), time), cloud.Endpoints, new PollSchedule(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)), new TimeLimits(), time)
        {
            Archive = parts => new RunArchive(parts),
        };
        var start = startOf(cloud.Clock);
        using var file = new JournalFolder(folder).OpenFor(start.KeyId);
        var places = new JournalPlaces(HasFile ? file : null, HasCopy ? services.CopyIn(CrashCloud.Bucket, "test", start.KeyId) : null, machine, process);
        try
        {
            return new Ending(await new KeyedRunner(services, start, places, this).RunAsync(CancellationToken.None), null);
        }
        catch (KilledException)
        {
            return new Ending(null, null);
        }
        catch (Exception e) when (e is SpydraException or OperationCanceledException)
        {
            return new Ending(null, e);
        }
    }

    void IRunListener.On(RunEvent happened)
    {
        ThrowIfDead();
        if (happened is not RunEvent.DriverOutput output)
        {
            lock (gate) Events.Add(happened);
            return;
        }

        var text = Encoding.UTF8.GetString(output.Bytes.Span);
        pieces++;
        if (mishap.Blow is Blow.KillPrinting or Blow.KillPrinted && mishap.At == pieces)
        {
            PrintedLast = mishap.Blow == Blow.KillPrinted ? text : text[..(text.Length / 2)];
            throw Die();
        }

        printed.Append(text);
        lastPiece = text.Length;
    }

    private void ThrowIfDead()
    {
        if (IsDead) throw new KilledException();
    }

    /// <summary>The clock is read for each record, right before it is written.</summary>
    private void OnRecord()
    {
        ThrowIfDead();
        if (mishap.Blow == Blow.KillWriting && Interlocked.Increment(ref records) == mishap.At) throw Die();
        if (mishap.Blow != Blow.KillWriting) Interlocked.Increment(ref records);
    }

    private KilledException Die()
    {
        lock (gate)
        {
            if (IsDead) return new KilledException();
            IsDead = true;
            Directory.CreateDirectory(folder + "~");
            if (Directory.Exists(folder))
                foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Extension != ".lock")) file.CopyTo(Path.Combine(folder + "~", file.Name), overwrite: true);
        }

        return new KilledException();
    }

    /// <summary>The mishap, if it comes about at this call.</summary>
    private Mishap? At(string call)
    {
        lock (gate)
        {
            calls.Add(call);
            if (done || !mishap.HitsCalls || (mishap.Call is { } only && only != call) || ++counted != mishap.At) return null;
            (done, diedAt) = (true, call);
            return mishap;
        }
    }

    private sealed class Wire(CrashClient client) : DelegatingHandler(client.Network)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            client.ThrowIfDead();
            var hit = client.At(CallName.Of(request.Method, request.RequestUri!));
            if (hit?.Blow == Blow.KillBefore) throw client.Die();
            if (hit?.Blow == Blow.Fail) return Refusal(request, hit.Status);
            client.CallBegins();
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                if (hit?.Blow != Blow.KillAfter && hit?.Blow != Blow.Drop && !client.IsDead) return answer;
                answer.Dispose();
                throw hit?.Blow == Blow.Drop && !client.IsDead ? new HttpRequestException(HttpRequestError.ResponseEnded, "the connection broke") : client.Die();
            }
            finally
            {
                client.CallEnds();
            }
        }

        private static HttpResponseMessage Refusal(HttpRequestMessage request, int status) => new((HttpStatusCode)status)
        {
            RequestMessage = request,
            Content = new StringContent($$"""{"error": {"code": {{status}}, "message": "refused by the schedule", "status": "REFUSED"} }""", Encoding.UTF8, "application/json"),
        };
    }

    private SocketsHttpHandler Network => cloud.Network;

    private void CallBegins() => cloud.CallBegins();

    private void CallEnds() => cloud.CallEnds();

    private sealed class MortalTime(CrashClient client) : TimeProvider
    {
        public override long TimestampFrequency => client.Clock.TimestampFrequency;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow()
        {
            client.OnRecord();
            return client.Clock.GetUtcNow();
        }

        public override long GetTimestamp() => client.Clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => client.Clock.CreateTimer(callback, state, dueTime, period);
    }

    private Spydra.Testing.ManualTimeProvider Clock => cloud.Clock;
}

/// <summary>How a client ended: with an answer, with an error, or, with neither, killed.</summary>
internal sealed record Ending(RunAnswer? Answer, Exception? Error);

/// <summary>What ends a client that is killed: nothing that it could answer to.</summary>
#pragma warning disable CA1064 // Nobody is to catch it but who kills.
internal sealed class KilledException() : Exception("killed");
#pragma warning restore CA1064
