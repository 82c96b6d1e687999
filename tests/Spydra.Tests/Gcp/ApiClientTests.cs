using System.Net;
using System.Text.Json.Nodes;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Testing;

namespace Spydra.Tests.Gcp;

public sealed class ApiClientTests
{
    private readonly ManualTimeProvider clock = new();

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_failure_that_passes_by_itself_is_tried_again(int status)
    {
        using var server = new ScriptedServer(new ScriptedAnswer(status), new ScriptedAnswer(200, """{"name":"x"}"""));

        var answer = await SendAsync(server.Url);

        Assert.Equal("x", (string?)answer["name"]);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_words()
    {
        using var server = new ScriptedServer(ScriptedAnswer.Drop, new ScriptedAnswer(200));

        await SendAsync(server.Url, new JsonObject { ["requestId"] = "r1" });

        Assert.Equal(2, server.Requests.Count);
        Assert.Single(server.Requests.Distinct());
    }

    [Theory]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"done":true}""")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"o","done":"yes"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_answer_of_another_shape_is_no_answer(string shape)
    {
        using var server = new ScriptedServer(new ScriptedAnswer(200, shape), new ScriptedAnswer(200, """{"name":"o"}"""));

        var operation = await OperationAsync(server.Url);

        Assert.Equal("o", operation.Name);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_answer_that_stays_of_another_shape_is_one_sentence()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(200, """{"name":5}"""));

        var failed = await Assert.ThrowsAsync<UnreachableException>(() => OperationAsync(server.Url));

        Assert.Contains("not the JSON that the API promises", failed.Message);
        Assert.False(failed.NeverSent);
    }

    [Fact]
    public async Task A_token_that_a_service_repeats_is_not_shown()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(403, """{"error":{"message":"bad: Bearer t0ken-5ecret","status":"PERMISSION_DENIED"}}"""));
        using var http = ApiClient.NewHttpClient();
        var api = new ApiClient(http, new FixedToken("t0ken-5ecret"), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<ApiException>(() => api.SendAsync("call", HttpMethod.Get, server.Url, null, CancellationToken.None));

        Assert.DoesNotContain("t0ken-5ecret", refused.ToString());
    }

    [Fact]
    public async Task Nobody_at_the_address_is_given_up_soon_and_nothing_was_sent()
    {
        Uri gone;
        using (var closed = new ScriptedServer(new ScriptedAnswer(200))) gone = closed.Url;
        var before = clock.GetUtcNow();

        var failed = await Assert.ThrowsAsync<UnreachableException>(() => SendAsync(gone));

        Assert.True(failed.NeverSent);
        Assert.InRange(clock.GetUtcNow() - before, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(21));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Credentials_that_fail_after_a_lost_answer_do_not_say_that_nothing_was_done(int tokens, bool notDone)
    {
        using var server = new ScriptedServer(ScriptedAnswer.Drop);
        using var http = ApiClient.NewHttpClient();
        var api = new ApiClient(http, new FailingAfter(tokens), clock);

        var failed = await Assert.ThrowsAsync<CredentialsException>(() =>
            clock.DriveAsync(api.SendAsync("create", HttpMethod.Post, server.Url, null, CancellationToken.None), TimeSpan.FromSeconds(12)));

        Assert.Equal(notDone, CallFailures.IsNotDone(failed));
        Assert.Equal(notDone, server.Requests.IsEmpty);
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(429, RetryAfter: "11"), new ScriptedAnswer(200));
        var before = clock.GetUtcNow();

        await SendAsync(server.Url);

        Assert.InRange(clock.GetUtcNow() - before, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again_and_says_what_the_service_said()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(403,
            """{"error":{"code":403,"message":"Permission 'dataproc.clusters.use' denied","status":"PERMISSION_DENIED"}}"""));

        var refused = await Assert.ThrowsAsync<ApiException>(() => SendAsync(server.Url));

        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.Status, refused.Code));
        Assert.Contains("Permission 'dataproc.clusters.use' denied", refused.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("""{"name":"cut""")]
    [InlineData("")]
    public async Task An_answer_that_is_not_the_promised_json_is_asked_for_again(string body)
    {
        using var server = new ScriptedServer(new ScriptedAnswer(200, body), new ScriptedAnswer(200, """{"name":"x"}"""));

        var answer = await SendAsync(server.Url);

        Assert.Equal("x", (string?)answer["name"]);
    }

    [Fact]
    public async Task A_403_for_too_many_calls_is_tried_again()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(403, """{"error":{"errors":[{"reason":"userRateLimitExceeded"}]}}"""), new ScriptedAnswer(200));

        await SendAsync(server.Url);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_call_has_one_budget_in_time_and_says_how_it_was_spent()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(503, """{"error":{"status":"UNAVAILABLE","message":"Not now."}}"""));
        var before = clock.GetUtcNow();

        var failed = await Assert.ThrowsAsync<ApiException>(() => SendAsync(server.Url));

        Assert.InRange(clock.GetUtcNow() - before, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(75));
        Assert.InRange(server.Requests.Count, 9, 20);
        Assert.Equal($"try it: the service answered 503 UNAVAILABLE (the last of {server.Requests.Count} tries in 60 s): Not now.", failed.Message);
        Assert.False(failed.IsRefusal);
    }

    [Fact]
    public async Task A_refusal_after_a_lost_answer_is_no_certain_refusal()
    {
        using var server = new ScriptedServer(ScriptedAnswer.Drop, new ScriptedAnswer(403));

        var refused = await Assert.ThrowsAsync<ApiException>(() => SendAsync(server.Url, new JsonObject { ["requestId"] = "r1" }));

        Assert.False(refused.IsRefusal);
    }

    [Fact]
    public async Task Html_in_place_of_an_error_is_not_shown()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(404, "<html><body>gateway</body></html>"));

        var refused = await Assert.ThrowsAsync<ApiException>(() => SendAsync(server.Url));

        Assert.DoesNotContain("<html>", refused.Message);
        Assert.Contains("HTML", refused.Message);
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("""{"name":"cut""")]
    [InlineData("[1]")]
    public async Task An_answer_that_is_not_the_promised_json_is_one_clear_sentence(string body)
    {
        using var server = new ScriptedServer(new ScriptedAnswer(200, body));

        var failed = await Assert.ThrowsAsync<UnreachableException>(() => SendAsync(server.Url));

        Assert.Contains("not the JSON", failed.Message);
    }

    [Fact]
    public async Task A_refused_connection_ends_as_unreachable_and_names_the_address()
    {
        Uri gone;
        using (var server = new ScriptedServer(new ScriptedAnswer(200))) gone = server.Url;

        var failed = await Assert.ThrowsAsync<UnreachableException>(() => SendAsync(gone));

        Assert.Contains(gone.Authority, failed.Message);
    }

    [Fact]
    public async Task Control_characters_of_an_answer_never_reach_a_message()
    {
        using var server = new ScriptedServer(new ScriptedAnswer(400, """{"error":{"message":"a\u001b[31mred\nsecond"}}"""));

        var refused = await Assert.ThrowsAsync<ApiException>(() => SendAsync(server.Url));

        Assert.DoesNotContain('\u001b', refused.Message);
        Assert.Contains("a[31mred / second", refused.Message);
    }

    private async Task<Operation> OperationAsync(Uri url)
    {
        using var http = ApiClient.NewHttpClient();
        var api = new ApiClient(http, new NoCredentials(), clock);
        return await clock.DriveAsync(new DataprocClient(api, new Endpoints(url, url)).GetOperationAsync("projects/p/o", CancellationToken.None), TimeSpan.FromSeconds(12));
    }

    private sealed class FailingAfter(int tokens) : global::Spydra.Gcp.ICredentials
    {
        private int given;

        public ValueTask<AccessToken?> GetTokenAsync(CancellationToken cancellationToken) =>
            given++ < tokens ? new(new AccessToken("t")) : throw new CredentialsException("They are gone.", "Bring them back.");

        public void Refused(AccessToken token) { }
    }

    private sealed class FixedToken(string token) : global::Spydra.Gcp.ICredentials
    {
        public ValueTask<AccessToken?> GetTokenAsync(CancellationToken cancellationToken) => new(new AccessToken(token));

        public void Refused(AccessToken token) { }
    }

    private async Task<JsonObject> SendAsync(Uri url, JsonObject? body = null)
    {
        using var http = ApiClient.NewHttpClient();
        var api = new ApiClient(http, new NoCredentials(), clock);
        return await clock.DriveAsync(api.SendAsync("try it", HttpMethod.Post, url, body, CancellationToken.None), TimeSpan.FromSeconds(12));
    }
}
