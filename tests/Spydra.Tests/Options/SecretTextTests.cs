using System.Text.Json.Nodes;
using Spydra.Options;

namespace Spydra.Tests.Options;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("spark:spark.ssl.keyStorePassword", true)]
    [InlineData("core:fs.s3a.secret.key", true)]
    [InlineData("core:fs.s3a.access.key", true)]
    [InlineData("fs.azure.account.key.store.blob.core.windows.net", true)]
    [InlineData("spark.executorEnv.API_TOKEN", true)]
    [InlineData("ssh-key", true)]
    [InlineData("API_KEY", true)]
    [InlineData("rootPrincipalPasswordUri", false)]
    [InlineData("hadoop.security.credstore.password-file", false)]
    [InlineData("yarn:yarn.resourcemanager.delegation.token.renew-interval", false)]
    [InlineData("key", false)]
    [InlineData("mapreduce.map.output.key.class", false)]
    [InlineData("mapred:mapreduce.jobhistory.done-dir", false)]
    public void Keys_tell_secrets(string key, bool secret) => Assert.Equal(secret, SecretText.IsSecret(key));

    [Theory]
    [InlineData("-Ddb.password=hunter2", "-Ddb.password=***")]
    [InlineData("--api-token=abc next=1", "--api-token=*** next=1")]
    [InlineData("jdbc:mysql://h/d?user=u&password=p&x=y", "jdbc:mysql://h/d?user=u&password=***&x=y")]
    [InlineData("a.secret=true", "a.secret=true")]
    [InlineData("plain words, k=v", "plain words, k=v")]
    [InlineData("password=", "password=")]
    public void Secrets_in_a_text_are_masked(string text, string shown) => Assert.Equal(shown, SecretText.Shown(text));

    [Fact]
    public void The_argument_after_a_secret_option_is_masked() => Assert.Equal(
        ["--user", "u", "--password", "***", "--token", "--verbose", "x"],
        SecretText.Shown(["--user", "u", "--password", "hunter2", "--token", "--verbose", "x"]));

    [Fact]
    public void A_body_is_masked_where_it_holds_secrets_and_nowhere_else()
    {
        var body = JsonNode.Parse("""
            {"labels": {"spydra-placement-token": "t"}, "config": {"securityConfig": {"kerberosConfig": {"rootPrincipalPasswordUri": "gs://b/p"}},
             "softwareConfig": {"properties": {"core:x.password": "p", "core:x.password.enabled": "true", "core:y": "z"}}},
             "hadoopJob": {"args": ["--password", "p"], "jarFileUris": ["gs://b/token.jar"]}, "n": 1, "no": null}
            """)!.AsObject();

        var shown = SecretText.Shown(body);

        Assert.Equal("""
            {"labels":{"spydra-placement-token":"t"},"config":{"securityConfig":{"kerberosConfig":{"rootPrincipalPasswordUri":"gs://b/p"}},"softwareConfig":{"properties":{"core:x.password":"***","core:x.password.enabled":"true","core:y":"z"}}},"hadoopJob":{"args":["--password","***"],"jarFileUris":["gs://b/token.jar"]},"n":1,"no":null}
            """, shown.ToJsonString());
        Assert.Equal("p", (string?)body["config"]!["softwareConfig"]!["properties"]!["core:x.password"]);
    }

    [Fact]
    public void A_long_text_is_read_once()
    {
        var text = string.Concat(Enumerable.Repeat("abc", 200_000)) + "=" + new string('x', 200_000);

        Assert.Equal(text, SecretText.Shown(text));
    }
}
