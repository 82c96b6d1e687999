using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Spydra.Gcp.Credentials;

/// <summary>
/// Access tokens by Google's own library, for the first credentials that are found. They are fetched when the first one is needed, once for
/// all who ask at the same time, renewed before they end, and fetched anew where a service has refused one.
/// </summary>
public sealed class GoogleCredentials : ICredentials
{
    /// <summary>The longest that anybody waits for a token: less than the time of one try of a call, so that the call does not take the blame.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A token is renewed when less than this is left. The metadata server itself gives a new one only in the last 5 minutes.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(225);

    /// <summary>Where a server does not say for how long its token can be used.</summary>
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(10);

    /// <summary>For how long a token that could not be renewed, but is good still, is used before the next try.</summary>
    private static readonly TimeSpan RenewAgain = TimeSpan.FromSeconds(30);

    private readonly CredentialSearch search;
    private readonly CallsAs callsAs;
    private readonly HttpMessageHandler http;
    private readonly Uri? iam;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline pipeline;
    private readonly Lock gate = new();
    private Asked? asked;
    private Held? held;
    private Task<Held>? fetch;

    /// <summary>Credentials that nothing was asked of yet.</summary>
    /// <param name="search">Where they are.</param>
    /// <param name="callsAs">As whom they call.</param>
    /// <param name="http">The way to token servers: <see cref="NewHandler"/>, or a test's.</param>
    /// <param name="iam">The root of the IAM Credentials API, by which they act as others; null for Google's.</param>
    /// <param name="time">The clock.</param>
    public GoogleCredentials(CredentialSearch search, CallsAs callsAs, HttpMessageHandler http, Uri? iam, TimeProvider time)
    {
        (this.search, this.callsAs, this.http, this.iam, this.time) = (search, callsAs, http, iam, time);
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(Limit)
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 4,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(250),
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is UnreachableException),
            })
            .Build();
    }

    /// <summary>The way to token servers: proxies are used, but not for the metadata server, which only this machine can reach.</summary>
    public static HttpMessageHandler NewHandler(Uri? metadata) => new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TryTimeout,
        Proxy = new ProxyForOthers(metadata?.Host, HttpClient.DefaultProxy),
    };

    /// <inheritdoc/>
    public void Refused(AccessToken token)
    {
        lock (gate)
            if (held?.Token.Value == token.Value) held = null;
    }

    /// <inheritdoc/>
    public async ValueTask<AccessToken?> GetTokenAsync(CancellationToken cancellationToken)
    {
        Task<Held> wanted;
        lock (gate)
        {
            if (held is { } good && time.GetUtcNow() < good.RenewAt) return good.Token;

            // On a task of its own: whoever gives up waiting does not take it from the others.
            wanted = fetch ??= Task.Run(FetchAsync, CancellationToken.None);
        }

        return (await wanted.WaitAsync(cancellationToken)).Token;
    }

    private async Task<Held> FetchAsync()
    {
        var before = held;
        asked?.Wire.Forget();
        try
        {
            var fresh = await pipeline.ExecuteAsync(async limit => await AskAsync(limit), CancellationToken.None);
            lock (gate) return held = fresh;
        }
        catch (UnreachableException) when (before is not null && time.GetUtcNow() + RenewAgain < before.EndsAt)
        {
            lock (gate)
            {
                // Unless a service has refused it meanwhile, it does for a while.
                if (held != before) throw;
                return held = before with { RenewAt = time.GetUtcNow() + RenewAgain };
            }
        }
        catch (TimeoutRejectedException e) when (asked is not null)
        {
            throw TokenFailures.Of(asked.Source, asked.Wire.Last, e);
        }
        finally
        {
            lock (gate) fetch = null;
        }
    }

    private async Task<Held> AskAsync(CancellationToken cancellationToken)
    {
        asked ??= await FindAsync(cancellationToken);
        using var limit = new CancellationTokenSource(TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var (token, lifetime) = await asked.Library.RequestAsync(either.Token);
            if (string.IsNullOrEmpty(token)) throw new InvalidDataException("no token");
            var good = lifetime ?? UnknownLifetime;
            var (now, margin) = (time.GetUtcNow(), Margin < good / 2 ? Margin : good / 2);
            return new Held(new AccessToken(token, callsAs.QuotaProject ?? asked.Source.QuotaProject), now + good - margin, now + good);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the library throws: there is one sentence for it, made of what was seen on the wire.
            throw TokenFailures.Of(asked.Source, asked.Wire.Last, e);
        }
    }

    private async Task<Asked> FindAsync(CancellationToken cancellationToken)
    {
        if (search.File is { } file)
        {
            var library = LibraryCredential.Of(file, callsAs.Accounts, iam, http, out var watched);
            return new Asked(file.Source.ActingAs(callsAs.Accounts), library, watched);
        }

        if (search.Metadata is not { } server) throw search.NoneFound(null);
        var account = await new MetadataServer(server, http, time).AccountAsync(cancellationToken);
        if (account.Text is null) throw search.NoneFound(account.Finding);
        var wire = new TokenWire(http, iam);
        return new Asked((search.Source! with { Account = account.Text }).ActingAs(callsAs.Accounts), LibraryCredential.OfMetadata(server, callsAs.Accounts, wire), wire);
    }

    private sealed record Held(AccessToken Token, DateTimeOffset RenewAt, DateTimeOffset EndsAt);

    private sealed record Asked(CredentialSource Source, LibraryCredential Library, TokenWire Wire);
}
