using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>What is wrong is said with its place and the next step; nothing is sent, nothing is lost, and there is never a stack trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Help_calls_the_command_by_its_name()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--help");

        Assert.Contains("spydra submit", run.Output);
        Assert.DoesNotContain("Spydra.Cli", run.Output);
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("--spydra-json")]
    public async Task A_wrong_command_line_is_one_json_object_too(string wrong)
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--format", "json", wrong);

        var result = JsonNode.Parse(run.Output)!;
        Assert.Equal((2, "usage"), ((int)result["exit_code"]!, (string)result["class"]!));
        Assert.Contains(wrong, (string)result["error"]!["message"]!);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task A_spec_that_runs_nothing_is_one_json_object_too()
    {
        var spec = home.Write("null.json", """{"cluster_type": "null"}""");

        var run = await SpydraProcess.RunAsync(home, "submit", "--format", "json", "--spydra-json", spec);
        var plan = await SpydraProcess.RunAsync(home, "submit", "--dry-run", "--format", "json", "--spydra-json", spec);

        Assert.Equal(0, (int)JsonNode.Parse(run.Output)!["exit_code"]!);
        Assert.Empty(JsonNode.Parse(plan.Output)!["requests"]!.AsArray());
    }

    [Fact]
    public async Task A_refusal_with_classic_exit_codes_names_no_job()
    {
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", "no-such.json"], ("SPYDRA_EXIT_CODES", "classic"));
        var run = await spydra.EndAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("no job was submitted", run.Error);
    }

    [Fact]
    public async Task A_wrong_option_without_a_neighbour_is_refused_in_whole_sentences()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--qqqqqqqqqqqq");

        Assert.Contains("is not an option of submit. Arguments of the job", run.Error);
    }

    [Fact]
    public async Task A_spec_that_is_not_there_is_named()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--spydra-json", "no-such.json");

        IsRefused(run, "no-such.json");
    }

    [Fact]
    public async Task Malformed_json_is_shown_by_file_line_and_column()
    {
        var spec = home.Write("bad.json", "{\n  \"client_id\": \"x\",\n  \"region\": oops\n}\n");

        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--spydra-json", spec);

        IsRefused(run, "bad.json:3:");
    }

    [Fact]
    public async Task An_unknown_key_brings_the_nearest_known_one()
    {
        var run = await SubmitAsync(spec => spec["clientid"] = "x");

        IsRefused(run, "clientid", "client_id");
    }

    [Fact]
    public async Task A_wrong_type_says_what_was_found_and_what_is_expected()
    {
        var run = await SubmitAsync(spec => spec["history_timeout"] = "soon");

        IsRefused(run, "history_timeout", "soon");
    }

    [Fact]
    public async Task A_missing_jar_is_found_before_anything_is_made()
    {
        var run = await SubmitAsync(spec => spec["submit"]!["options"]!["jar"] = "no-such.jar");

        IsRefused(run, "no-such.jar");
        Assert.False(Directory.Exists(home.At(".local/state/spydra/emulator")));
    }

    [Fact]
    public async Task All_problems_are_reported_at_once()
    {
        var run = await SubmitAsync(spec =>
        {
            spec["regoin"] = "x";
            spec["history_timeout"] = "soon";
            spec["submit"]!["options"]!["jar"] = "no-such.jar";
        });

        IsRefused(run, "regoin", "history_timeout", "no-such.jar");
    }

    [Fact]
    public async Task With_format_json_the_error_is_in_the_object()
    {
        using var spydra = SpydraProcess.Start(home, ["submit", "--local", "--format", "json", "--spydra-json", "no-such.json"]);
        var run = await spydra.EndAsync();

        var result = JsonNode.Parse(run.Output)!;
        Assert.Equal((2, "usage"), ((int)result["exit_code"]!, (string)result["class"]!));
        Assert.Contains("no-such.json", (string)result["error"]!["message"]!);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named()
    {
        var file = home.Write("a-file", "not a folder");
        using var spydra = SpydraProcess.Start(home,
            ["submit", "--local", "--spydra-json", Specs.Streaming(home, home.At("out"))], ("SPYDRA_DATA_FOLDER", file));

        IsRefused(await spydra.EndAsync(), file);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var run = await SpydraProcess.RunAsync(home, "emulator", "--port", $"{port}", "--storage-port", "0", "--data-dir", home.At("data"));

        IsRefused(run, $"{port}");
    }

    [Theory]
    [InlineData("submit", "--no-such-option")]
    [InlineData("submit", "--format", "xml")]
    [InlineData("emulator", "--port", "eighty")]
    [InlineData("emulator", "--port", "80800")]
    [InlineData("submitt")]
    public async Task Wrong_words_are_a_usage_error(params string[] words) =>
        IsRefused(await SpydraProcess.RunAsync(home, words), words[^1]);

    [Fact]
    public async Task A_mistyped_option_is_not_taken_for_an_argument_of_the_job()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--spydra-jsno", "x.json");

        IsRefused(run, "--spydra-jsno", "--spydra-json");
    }

    [Fact]
    public async Task A_wrong_setting_of_the_environment_is_named_with_its_variable()
    {
        using var spydra = SpydraProcess.Start(home,
            ["submit", "--local", "--spydra-json", Specs.Streaming(home, home.At("out"))], ("SPYDRA_TIME_LIMITS__CREATE", "soon"));

        IsRefused(await spydra.EndAsync(), "SPYDRA_TIME_LIMITS__CREATE");
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_and_names_the_address()
    {
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", Specs.Streaming(home, "gs://b/out")],
            ("CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC", "http://127.0.0.1:9/"), ("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true"), ("GOOGLE_CLOUD_PROJECT", "p"),
            ("SPYDRA_TIME_LIMITS__UNREACHABLE", "2s"));
        var run = await spydra.EndAsync();

        Assert.Equal(6, run.ExitCode);
        Assert.DoesNotContain("LEFT BEHIND", run.Error);
        Assert.Contains("127.0.0.1:9", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("submit", "--help")]
    [InlineData("submit", "--jar", "x.jar", "--help")]
    [InlineData("emulator", "--help")]
    public async Task Help_is_no_failure(params string[] words)
    {
        var run = await SpydraProcess.RunAsync(home, words);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:", run.Output);
        Assert.DoesNotContain("--clientid", run.Output);
    }

    private async Task<Finished> SubmitAsync(Action<JsonObject> change) =>
        await SpydraProcess.RunAsync(home, "submit", "--local", "--spydra-json", Specs.Streaming(home, home.At("out"), change: change));

    private static void IsRefused(Finished run, params string[] says)
    {
        Assert.True(run.ExitCode == 2, $"exit code {run.ExitCode}\n{run.Error}");
        foreach (var text in says) Assert.Contains(text, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.DoesNotContain("Exception", run.Error);
    }
}
