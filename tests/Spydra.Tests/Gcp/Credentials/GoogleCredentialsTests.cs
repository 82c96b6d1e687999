using System.Text.Json.Nodes;
using Spydra.Gcp;
using Spydra.Gcp.Credentials;
using Spydra.Testing;

namespace Spydra.Tests.Gcp.Credentials;

public sealed class GoogleCredentialsTests : IDisposable
{
    private const string Target = "target@p.iam.gserviceaccount.com";

    private readonly CredentialFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("key", "google-1")]
    [InlineData("user", "google-1")]
    [InlineData("external file", "sts-1")]
    [InlineData("external address", "sts-1")]
    [InlineData("external acting", "iam-2")]
    [InlineData("impersonated user", "iam-2")]
    [InlineData("impersonated key", "iam-2")]
    [InlineData("metadata", "metadata-1")]
    public async Task A_call_carries_the_token_of_each_kind(string kind, string token)
    {
        Use(kind);

        var request = await folder.CallAsync(folder.Credentials());

        Assert.Equal($"Bearer {token}-{TokenServers.Secret}", request.Header("Authorization"));
        Assert.Null(request.Header("x-goog-user-project"));
    }

    [Theory]
    [InlineData("key", "")]
    [InlineData("user", "")]
    [InlineData("external file", "")]
    [InlineData("external acting", "ext@p.iam.gserviceaccount.com")]
    [InlineData("impersonated user", "file@p.iam.gserviceaccount.com")]
    [InlineData("impersonated key", "first@p.iam.gserviceaccount.com,file@p.iam.gserviceaccount.com")]
    [InlineData("metadata", "")]
    public async Task Every_kind_can_act_as_another_account(string kind, string through)
    {
        Use(kind);
        folder.CallsAs = new(["between@p.iam.gserviceaccount.com", Target], null);

        var request = await folder.CallAsync(folder.Credentials());

        Assert.Equal($"Bearer iam-2-{TokenServers.Secret}", request.Header("Authorization"));
        var asked = Assert.Single(folder.Servers.Requests, seen => seen.Path.EndsWith(":generateAccessToken", StringComparison.Ordinal));
        Assert.Contains($"/serviceAccounts/{Target}:", Uri.UnescapeDataString(asked.Path));
        Assert.Equal([.. through.Split(',', StringSplitOptions.RemoveEmptyEntries), "between@p.iam.gserviceaccount.com"],
            JsonNode.Parse(asked.Body)!["delegates"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("https://www.googleapis.com/auth/cloud-platform", (string?)JsonNode.Parse(asked.Body)!["scope"]![0]);
    }

    [Fact]
    public async Task The_private_address_of_a_file_is_where_its_impersonation_is_asked_for()
    {
        Use("impersonated user");
        using var handler = folder.Handler();

        await folder.TokenAsync(new GoogleCredentials(folder.Search(), CallsAs.Themselves, handler, null, folder.Clock));

        Assert.Equal(folder.Servers.Url.Authority, folder.Servers.Requests[^1].Header("Host"));
        Assert.EndsWith("file@p.iam.gserviceaccount.com:generateAccessToken", Uri.UnescapeDataString(folder.Servers.Requests[^1].Path));
    }

    [Theory]
    [InlineData(null, "file-quota")]
    [InlineData("asked", "asked")]
    public async Task The_quota_project_goes_along(string? asked, string expected)
    {
        folder.Named(folder.Servers.ServiceAccountKey("file-quota")).CallsAs = new([], asked);

        var request = await folder.CallAsync(folder.Credentials());

        Assert.Equal(expected, request.Header("x-goog-user-project"));
    }

    [Fact]
    public async Task A_token_is_kept_and_renewed_before_it_ends()
    {
        var credentials = folder.Named(folder.Servers.ServiceAccountKey()).Credentials();
        var first = await folder.TokenAsync(credentials);

        folder.Clock.Advance(TimeSpan.FromMinutes(55));
        var kept = await folder.TokenAsync(credentials);
        folder.Clock.Advance(TimeSpan.FromMinutes(2));
        var renewed = await folder.TokenAsync(credentials);

        Assert.Equal(first, kept);
        Assert.NotEqual(first, renewed);
        Assert.Equal(2, folder.Servers.Count("/token"));
    }

    [Fact]
    public async Task A_short_token_is_used_for_half_its_time()
    {
        folder.Servers.Lifetime = 60;
        var credentials = folder.Named(folder.Servers.ServiceAccountKey()).Credentials();
        var first = await folder.TokenAsync(credentials);

        folder.Clock.Advance(TimeSpan.FromSeconds(29));
        var kept = await folder.TokenAsync(credentials);
        folder.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(first, kept);
        Assert.NotEqual(first, await folder.TokenAsync(credentials));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("user")]
    [InlineData("external address")]
    [InlineData("impersonated user")]
    [InlineData("metadata")]
    public async Task A_refused_token_is_not_given_again(string kind)
    {
        Use(kind);
        var credentials = folder.Credentials();
        var first = await credentials.GetTokenAsync(CancellationToken.None);

        credentials.Refused(first!);
        var second = await credentials.GetTokenAsync(CancellationToken.None);
        credentials.Refused(first!);
        var third = await credentials.GetTokenAsync(CancellationToken.None);

        Assert.NotEqual(first!.Value, second!.Value);
        Assert.Equal(second.Value, third!.Value);
    }

    [Fact]
    public async Task All_who_ask_at_the_same_time_cause_one_request()
    {
        var credentials = folder.Named(folder.Servers.ServiceAccountKey()).Credentials();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => folder.TokenAsync(credentials))));

        Assert.Single(tokens.Distinct());
        Assert.Equal(1, folder.Servers.Count("/token"));
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_take_the_token_from_the_others()
    {
        var credentials = folder.Named(folder.Servers.ServiceAccountKey()).Credentials();
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await credentials.GetTokenAsync(impatient.Token));

        Assert.StartsWith("google-1", await folder.TokenAsync(credentials), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_token_server_that_passes_is_not_noticed()
    {
        var credentials = folder.Named(folder.Servers.ServiceAccountKey()).Credentials();
        folder.Servers.Instead["/token"] = new(503, "busy");
        var waiting = Task.Run(async () => (await credentials.GetTokenAsync(CancellationToken.None))!.Value);
        await EventuallyAsync(() => folder.Servers.Count("/token") > 0 && folder.Clock.Waiting > 1);

        folder.Servers.Instead.Clear();

        Assert.StartsWith("google-", await folder.Clock.DriveAsync(waiting, TimeSpan.FromSeconds(5)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_token_server_is_away_a_token_that_is_still_good_does()
    {
        var credentials = folder.Named(folder.Servers.ServiceAccountKey()).Credentials();
        var first = await folder.TokenAsync(credentials);
        folder.Clock.Advance(TimeSpan.FromMinutes(57));
        folder.Servers.Instead["/token"] = new(500);

        var stillGood = await folder.TokenAsync(credentials);
        folder.Clock.Advance(TimeSpan.FromMinutes(4));
        var failed = await Assert.ThrowsAsync<UnreachableException>(() => folder.TokenAsync(credentials));

        Assert.Equal(first, stillGood);
        Assert.Contains("it answers 500 to every try", failed.Message);
    }

    [Fact]
    public async Task A_token_without_an_end_is_renewed_after_a_while()
    {
        folder.Servers.Instead["/token"] = new(200, """{"access_token":"endless"}""");
        var credentials = folder.Named(folder.Servers.ServiceAccountKey()).Credentials();
        await folder.TokenAsync(credentials);

        folder.Clock.Advance(TimeSpan.FromMinutes(11));
        await folder.TokenAsync(credentials);

        Assert.Equal(2, folder.Servers.Count("/token"));
    }

    [Fact]
    public async Task Neither_tokens_nor_files_show_what_they_hold()
    {
        var credentials = folder.Named(folder.Servers.User()).Credentials();
        var token = await credentials.GetTokenAsync(CancellationToken.None);
        var search = folder.Search();

        var shown = string.Join(' ', new object?[] { token, credentials, search, search.File, search.Source, search.Source!.Description });

        Assert.DoesNotContain(TokenServers.Secret, shown);
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var look = 0; !condition(); look++)
        {
            Assert.True(look < 5_000, "it never happened");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private void Use(string kind)
    {
        var servers = folder.Servers;
        var byFile = new JsonObject { ["file"] = folder.At("subject") };
        var byAddress = new JsonObject
        {
            ["url"] = servers.Url + "subject",
            ["format"] = new JsonObject { ["type"] = "json", ["subject_token_field_name"] = "id_token" },
        };
        folder.Write("subject", "subject-" + TokenServers.Secret);
        _ = kind switch
        {
            "key" => folder.Named(servers.ServiceAccountKey()),
            "user" => folder.Default(servers.User()),
            "external file" => folder.Named(servers.External(byFile)),
            "external address" => folder.Named(servers.External(byAddress)),
            "external acting" => folder.Named(servers.External(byFile, "ext@p.iam.gserviceaccount.com")),
            "impersonated user" => folder.Default(servers.Impersonated(servers.User(), "file@p.iam.gserviceaccount.com")),
            "impersonated key" => folder.Named(servers.Impersonated(servers.ServiceAccountKey(), "file@p.iam.gserviceaccount.com", "first@p.iam.gserviceaccount.com")),
            "metadata" => folder.With("GCE_METADATA_HOST", servers.MetadataHost),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
