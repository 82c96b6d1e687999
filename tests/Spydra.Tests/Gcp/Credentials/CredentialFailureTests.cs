using System.Text.Json.Nodes;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Testing;

namespace Spydra.Tests.Gcp.Credentials;

public sealed class CredentialFailureTests : IDisposable
{
    private const string Secret = TokenServers.Secret;

    private readonly CredentialFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_credentials_everything_that_was_tried_is_listed()
    {
        folder.With("GCE_METADATA_HOST", folder.Servers.MetadataHost).Servers.Instead["/email"] = new(403, "who are you");

        var failed = await folder.FailureAsync();

        Assert.Equal(
            $"""
            There are no Google credentials. These places were tried:
              environment variable GOOGLE_APPLICATION_CREDENTIALS: not set
              environment variable CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE: not set
              gcloud's application default credentials: there is no {folder.At(".config/gcloud/application_default_credentials.json")}
              metadata server {folder.Servers.MetadataHost}: what answers there is not Google's (this is not a machine of Google Cloud)
            """.ReplaceLineEndings("\n"), failed.Message);
        Assert.Contains("--local", failed.NextStep);
        Assert.Equal(FailureClass.Permission, FailureClasses.Of(failed));
    }

    [Fact]
    public async Task Where_the_metadata_server_may_not_be_asked_that_is_said()
    {
        var failed = await folder.With("NO_GCE_CHECK", "true").FailureAsync();

        Assert.Contains("metadata server: not asked: NO_GCE_CHECK is set", failed.Message);
        Assert.Empty(folder.Servers.Requests);
    }

    [Fact]
    public async Task A_metadata_server_that_says_nothing_is_soon_given_up()
    {
        folder.With("GCE_METADATA_HOST", folder.Servers.MetadataHost).Servers.Instead["/email"] = RoutedAnswer.Silence;
        var before = folder.Clock.GetUtcNow();

        var failed = await folder.FailureAsync(TimeSpan.FromSeconds(5));

        Assert.Contains("no answer within 3 s", failed.Message);
        Assert.InRange(folder.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.1));
    }

    [Fact]
    public async Task A_machine_without_an_account_is_told_so()
    {
        folder.With("GCE_METADATA_HOST", folder.Servers.MetadataHost).Servers.Instead["/email"] = new(404, "", ("Metadata-Flavor", "Google"));

        Assert.Contains("this machine has no service account", (await folder.FailureAsync()).Message);
    }

    [Theory]
    [InlineData("key", """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""",
        "did not accept the key of etl@key-project.iam.gserviceaccount.com in FILE: invalid_grant: Invalid JWT Signature.", "clock")]
    [InlineData("user", """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""",
        "The login in FILE is not valid any more: invalid_grant: Token has been expired or revoked.", "gcloud auth application-default login")]
    [InlineData("user", """{"error":"invalid_client","error_description":"refresh-s3cr3t-never-shown is not of s3cr3t-never-shown\u001b[31m"}""",
        "did not accept the credentials in FILE: invalid_client: ... is not of ... [31m.", "Check the file")]
    [InlineData("external", """{"error":"invalid_grant","error_description":"The audience in ID Token does not match."}""",
        "did not accept the external identity of FILE: invalid_grant: The audience in ID Token does not match.", "audience")]
    [InlineData("key", "<html>forbidden</html>", "did not accept the credentials in FILE: it answered 400.", "Check the file")]
    public async Task A_refusal_is_told_with_the_servers_words_and_the_next_step(string kind, string answer, string message, string nextStep)
    {
        folder.Servers.Instead[kind == "external" ? "/sts" : "/token"] = new(400, answer);
        Use(kind);

        var failed = await folder.FailureAsync();

        Assert.Contains(message, failed.Message.Replace(folder.At("credentials.json"), "FILE", StringComparison.Ordinal));
        Assert.Contains(nextStep, failed.NextStep);
        Assert.Equal(FailureClass.Permission, FailureClasses.Of(failed));
    }

    [Theory]
    [InlineData(503, "busy", "it answers 503 to every try")]
    [InlineData(429, "{}", "it answers 429 to every try")]
    [InlineData(200, "<html>s3cr3t-never-shown</html>", "the answer held no token")]
    [InlineData(200, "{}", "the answer held no token")]
    [InlineData(0, "", "the connection")]
    public async Task A_token_server_that_does_not_work_is_unreachable_after_some_tries(int status, string answer, string reason)
    {
        folder.Servers.Instead["/token"] = new(status, answer);
        Use("key");

        var failed = await folder.FailureAsync();

        Assert.Contains($"access token of etl@key-project.iam.gserviceaccount.com: {folder.Servers.Url.GetLeftPart(UriPartial.Authority)} cannot be reached: {reason}", failed.Message);
        Assert.Equal(FailureClass.Unreachable, FailureClasses.Of(failed));
        Assert.Equal(5, folder.Servers.Count("/token"));
    }

    [Fact]
    public async Task A_token_server_where_nobody_listens_is_unreachable()
    {
        Uri gone;
        using (var server = new RoutedServer(_ => Task.FromResult(RoutedAnswer.Drop))) gone = server.Url;
        var key = JsonNode.Parse(folder.Servers.ServiceAccountKey())!;
        key["token_uri"] = gone + "token";
        folder.Named(key.ToJsonString());

        var failed = await folder.FailureAsync();

        Assert.Contains($"{gone.Authority} cannot be reached: the connection was refused", failed.Message);
    }

    [Fact]
    public async Task A_token_server_that_says_nothing_is_given_up_within_the_limit()
    {
        folder.Servers.Instead["/token"] = RoutedAnswer.Silence;
        Use("key");
        var before = folder.Clock.GetUtcNow();
        var waiting = folder.Credentials().GetTokenAsync(CancellationToken.None).AsTask();
        while (folder.Servers.Requests.Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);

        var failed = await Assert.ThrowsAsync<UnreachableException>(() => folder.Clock.DriveAsync(waiting, TimeSpan.FromMinutes(1)));

        Assert.Contains("no answer in time", failed.Message);
        Assert.InRange(folder.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(46));
    }

    [Theory]
    [InlineData("t@p.iam.gserviceaccount.com", "etl@key-project.iam.gserviceaccount.com may not act as t@p.iam.gserviceaccount.com: PERMISSION_DENIED: Permission denied on 'x'.",
        "roles/iam.serviceAccountTokenCreator on t@p.iam.gserviceaccount.com.")]
    [InlineData("a@p.iam.gserviceaccount.com,t@p.iam.gserviceaccount.com",
        "may not act as t@p.iam.gserviceaccount.com through a@p.iam.gserviceaccount.com: ",
        "roles/iam.serviceAccountTokenCreator on a@p.iam.gserviceaccount.com, and each account of the chain on the next.")]
    public async Task Who_may_not_act_as_another_is_told_the_role_and_the_accounts(string accounts, string message, string nextStep)
    {
        folder.Servers.Instead[":generateAccessToken"] = new(403, """{"error":{"code":403,"message":"Permission denied on 'x'.","status":"PERMISSION_DENIED"}}""");
        Use("key").CallsAs = new([.. accounts.Split(',')], null);

        var failed = await folder.FailureAsync();

        Assert.Contains(message, failed.Message);
        Assert.Contains(nextStep, failed.NextStep);
        Assert.Equal(FailureClass.Permission, FailureClasses.Of(failed));
    }

    [Theory]
    [InlineData(403, "may not act as ext@p.iam.gserviceaccount.com")]
    [InlineData(404, "there is no such service account")]
    [InlineData(400, "cannot act as ext@p.iam.gserviceaccount.com: INVALID_ARGUMENT: no such scope")]
    public async Task The_impersonation_of_a_file_fails_with_the_same_words(int status, string message)
    {
        folder.Servers.Instead[":generateAccessToken"] = new(status, """{"error":{"message":"no such scope","status":"INVALID_ARGUMENT"}}""");
        folder.Write("subject", Secret).Named(folder.Servers.External(new() { ["file"] = folder.At("subject") }, "ext@p.iam.gserviceaccount.com"));

        Assert.Contains(message, (await folder.FailureAsync()).Message);
    }

    [Fact]
    public async Task A_subject_token_that_is_not_there_is_told_with_the_file_that_asks_for_it()
    {
        folder.Named(folder.Servers.External(new() { ["file"] = folder.At("nowhere") }));

        var failed = await folder.FailureAsync();

        Assert.Contains($"The subject token that {folder.At("credentials.json")} asks for cannot be had: its file cannot be read", failed.Message);
    }

    [Theory]
    [InlineData(401, "refuses it (it answered 401)")]
    [InlineData(200, "is not what 'format' says")]
    public async Task An_identity_provider_that_gives_no_subject_token_is_named(int status, string message)
    {
        folder.Servers.Instead["/subject"] = new(status, "[]");
        folder.Named(folder.Servers.External(new()
        {
            ["url"] = folder.Servers.Url + "subject",
            ["format"] = new JsonObject { ["type"] = "json", ["subject_token_field_name"] = "id_token" },
        }));

        Assert.Contains(message, (await folder.FailureAsync()).Message);
    }

    [Fact]
    public async Task A_machine_whose_account_gives_no_token_is_told_with_the_metadata_server()
    {
        folder.With("GCE_METADATA_HOST", folder.Servers.MetadataHost).Servers.Instead["default/token"] = new(403, "no scope");

        var failed = await folder.FailureAsync();

        Assert.Contains($"The metadata server {folder.Servers.MetadataHost} gives no access token: it answered 403.", failed.Message);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\\ns3cr3tnevershown\\n-----END PRIVATE KEY-----\\n")]
    [InlineData("s3cr3t-never-shown")]
    public async Task A_key_that_is_no_key_is_told_with_its_file_and_not_shown(string privateKey)
    {
        folder.Named($$"""{"type":"service_account","client_email":"a@p","private_key":"{{privateKey}}","token_uri":"{{folder.Servers.Url}}token"}""");

        var failed = await folder.FailureAsync();

        Assert.Contains($"the 'private_key' of {folder.At("credentials.json")} cannot be read", failed.Message);
        Assert.DoesNotContain("s3cr3tnevershown", failed.ToString());
        Assert.Empty(folder.Servers.Requests);
    }

    private CredentialFolder Use(string kind) => kind switch
    {
        "key" => folder.Named(folder.Servers.ServiceAccountKey()),
        "user" => folder.Named(folder.Servers.User()),
        _ => folder.Write("subject", Secret).Named(folder.Servers.External(new() { ["file"] = folder.At("subject") })),
    };
}
