using Spydra.Gcp;
using Spydra.Gcp.Credentials;

namespace Spydra.Tests.Gcp.Credentials;

public sealed class CredentialSearchTests : IDisposable
{
    private readonly CredentialFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_named_comes_before_what_gcloud_left_and_that_before_the_machine()
    {
        var servers = folder.Servers;
        Assert.Equal(CredentialKind.MetadataServer, folder.Search().Source!.Kind);

        folder.Default(servers.User());
        Assert.Equal(CredentialKind.User, folder.Search().Source!.Kind);

        folder.Write("override.json", servers.Impersonated(servers.User(), "t@p.iam.gserviceaccount.com")).With("CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", folder.At("override.json"));
        Assert.Equal(CredentialKind.ImpersonatedAccount, folder.Search().Source!.Kind);

        folder.Named(servers.ServiceAccountKey());
        Assert.Equal(CredentialKind.ServiceAccountKey, folder.Search().Source!.Kind);
        Assert.Empty(folder.Search().Tried);
    }

    [Fact]
    public void The_folder_of_gcloud_may_be_elsewhere()
    {
        folder.Write("elsewhere/application_default_credentials.json", folder.Servers.User("q")).With("CLOUDSDK_CONFIG", folder.At("elsewhere"));

        var source = folder.Search().Source!;

        Assert.Equal((folder.At("elsewhere/application_default_credentials.json"), null, "q"), (source.Place, source.NamedBy, source.QuotaProject));
    }

    [Fact]
    public void Credentials_say_in_one_line_what_and_whose_they_are()
    {
        folder.Named(folder.Servers.ServiceAccountKey());

        var source = folder.Search().Source!;

        Assert.Equal($"service-account key {folder.At("credentials.json")} named by GOOGLE_APPLICATION_CREDENTIALS, etl@key-project.iam.gserviceaccount.com, acting as t@p through a@p",
            source.ActingAs(["a@p", "t@p"]).Description);
        Assert.Equal($"the key file {folder.At("credentials.json")} named by GOOGLE_APPLICATION_CREDENTIALS", source.Origin);
    }

    [Theory]
    [InlineData("""
        {
          "type": service_account
        }
        """, "is not JSON at line 2, column 11")]
    [InlineData("", "is not JSON at line 1, column 1")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("""{"installed": {"client_secret": "s3cr3t-never-shown"}}""", "describes an OAuth client, and is no credential")]
    [InlineData("""{"client_email": "a@b"}""", "it has no 'type'")]
    [InlineData("""{"type": "gdch_service_account"}""", "is of the type 'gdch_service_account', which is not known")]
    [InlineData("""{"type": "service_account", "client_email": "a@b"}""", "'private_key' is missing")]
    [InlineData("""{"type": "service_account", "client_email": "a@b", "private_key": 7}""", "'private_key' is missing")]
    [InlineData("""{"type": "service_account", "client_email": "a@b", "private_key": "s3cr3t-never-shown", "token_uri": "token"}""", "the 'token_uri' of")]
    [InlineData("""{"type": "authorized_user", "client_id": "c", "client_secret": "s3cr3t-never-shown"}""", "'refresh_token' is missing")]
    [InlineData("""{"type": "external_account", "audience": "a", "subject_token_type": "t", "token_url": "http://x/"}""", "'credential_source' is missing")]
    [InlineData("""{"type": "external_account", "audience": "a", "subject_token_type": "t", "token_url": "http://x/", "credential_source": {"executable": {}}}""",
        "takes its subject token from an executable")]
    [InlineData("""{"type": "impersonated_service_account", "service_account_impersonation_url": "http://x/t@p:generateAccessToken"}""", "'source_credential' is missing")]
    [InlineData("""{"type": "impersonated_service_account", "service_account_impersonation_url": "http://x/", "source_credential": {}}""", "names no service account")]
    [InlineData("""{"type": "impersonated_service_account", "service_account_impersonation_url": "http://x/t@p:generateAccessToken", "source_credential": {"type": "authorized_user"}}""",
        "the 'source_credential' of")]
    public void A_file_that_is_no_credential_is_told_with_what_is_wrong(string content, string what)
    {
        var failed = Assert.Throws<CredentialsException>(() => folder.Named(content).Search());

        Assert.Contains(what, failed.Message);
        Assert.Contains(folder.At("credentials.json"), failed.Message);
        Assert.Contains("GOOGLE_APPLICATION_CREDENTIALS", failed.Message);
        CredentialFolder.ShowsNoSecret(failed);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_and_nothing_else_is_taken_for_it()
    {
        folder.Default(folder.Servers.User()).With("GOOGLE_APPLICATION_CREDENTIALS", folder.At("gone.json"));

        var failed = Assert.Throws<CredentialsException>(() => folder.Search());

        Assert.Equal($"The credentials cannot be used: '{folder.At("gone.json")}', which GOOGLE_APPLICATION_CREDENTIALS names, does not exist.", failed.Message);
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        folder.Write("some/file", "").With("GOOGLE_APPLICATION_CREDENTIALS", folder.At("some"));

        Assert.Contains("it is a folder", Assert.Throws<CredentialsException>(() => folder.Search()).Message);
    }

    [Fact]
    public async Task The_machine_knows_its_project()
    {
        using var handler = folder.Handler();

        var answer = await new MetadataServer(folder.Servers.Url, handler, folder.Clock).ProjectAsync(CancellationToken.None);

        Assert.Equal("machine-project", answer.Text);
    }

    [Fact]
    public void The_metadata_server_is_asked_without_a_proxy()
    {
        var proxy = new ProxyForOthers("169.254.169.254", new System.Net.WebProxy("http://127.0.0.1:3128"));

        Assert.True(proxy.IsBypassed(new Uri("http://169.254.169.254/computeMetadata/v1/")));
        Assert.Null(proxy.GetProxy(new Uri("http://169.254.169.254/")));
        Assert.Equal(3128, proxy.GetProxy(new Uri("https://oauth2.googleapis.com/token"))!.Port);
    }
}
