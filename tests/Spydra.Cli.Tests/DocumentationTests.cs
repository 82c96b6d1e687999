using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Cli.Commands;
using Spydra.Cli.Reporting;
using Spydra.Emulator;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;
using Spydra.Failures;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>The README and docs/emulator.md, held against the code.</summary>
public sealed partial class DocumentationTests : IDisposable
{
    private static readonly string EmulatorPage = Read("docs", "emulator.md");
    private static readonly string PlanPage = Read("docs", "plan.md");
    private static readonly string Readme = Read("README.md");

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Every_fault_file_of_the_page_can_be_ordered()
    {
        var files = Blocks(EmulatorPage, "json").Select(text => FaultFile.Parse(text, "docs/emulator.md")).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Empty(file.Problems));
        Assert.All(files, file => Assert.NotEmpty(file.Faults));
    }

    [Fact]
    public void The_page_names_each_key_of_a_fault_and_no_other()
    {
        var keys = typeof(Fault).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);

        Assert.Equal(keys.Order(StringComparer.Ordinal), FirstColumn(EmulatorPage, "| key |").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_names_each_effect_and_no_other() =>
        Assert.Equal(FaultEffect.All.Order(StringComparer.Ordinal), FirstColumn(EmulatorPage, "| effect |").Order(StringComparer.Ordinal));

    [Fact]
    public void The_page_tells_how_long_each_step_takes()
    {
        var steps = typeof(StepTimes).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.PropertyType == typeof(TimeSpan)).ToList();

        Assert.Equal(steps.Count, FirstColumn(EmulatorPage, "| step |").Count());
        Assert.All(steps, step => Assert.Contains($"| `{step.Name}` | {Milliseconds(step)} ms |", EmulatorPage, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_and_the_README_name_each_option_of_emulator()
    {
        var options = Options(EmulatorCommand.Create((_, _) => Task.FromResult(0)));

        Assert.Equal(options, Names(FirstColumn(EmulatorPage, "| option |")));
        Assert.Equal(options, Names([Readme.Split('\n').First(line => line.StartsWith("    spydra emulator", StringComparison.Ordinal))]));
    }

    [Fact]
    public void The_README_names_each_option_of_submit() =>
        Assert.Equal(Options(SubmitCommand.Create((_, _) => Task.FromResult(0))), Names(FirstColumn(Readme, "| option |")));

    [Fact]
    public void The_page_of_why_names_each_of_its_options_and_each_field_of_its_answer()
    {
        var page = Read("docs", "why.md");
        var evidence = new DiagnosisEvidence(EvidenceSource.Container, "t") { File = "stderr", Container = "c", Host = "h", Attempt = "a", Offset = 1 };
        var answer = DiagnosisJson.Of(new Diagnosis("x", FailureClass.Application, 1, "s") { Evidence = [evidence], Path = ["p"], Missing = ["m"] });

        Assert.Equal(Options(WhyCommand.Create((_, _) => Task.FromResult(0))), Names(FirstColumn(page, "| option |")));
        Assert.Equal(answer.Select(field => field.Key), FirstColumn(page, "| field |"));
        Assert.All(answer["evidence"]![0]!.AsObject(), field => Assert.Contains($"`{field.Key}`", Rows(page, "| field |").First(row => row.StartsWith("| `evidence`", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_page_of_clusters_names_each_option_of_reap() =>
        Assert.Equal(Options(ReapCommand.Create((_, _) => Task.FromResult(0))),
            Names([Read("docs", "clusters.md").Split('\n').First(line => line.StartsWith("    spydra reap", StringComparison.Ordinal))]));

    [Fact]
    public void The_page_of_plans_names_each_option_that_explain_has_beside_those_of_submit()
    {
        var own = Options(ExplainCommand.Create((_, _) => Task.FromResult(0))).Except(Options(SubmitCommand.Create((_, _) => Task.FromResult(0))));

        Assert.All(own, option => Assert.Contains(option, PlanPage.Split('\n').First(line => line.StartsWith("    spydra explain", StringComparison.Ordinal)), StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_plans_names_each_field_of_an_explanation_and_no_other()
    {
        var at = new SpecLocation("job.json", 1, 2);
        var value = new ExplainedValue("submit.options.jars", "a", at) { Index = 0, Written = "b", Note = "n" };
        var problem = new SpecException([new(at, "region", "is wrong.", "Mend it.")]);

        var written = JsonNode.Parse(ExplainJson.Of([value, new("submit.options.params", "a", at) { Entry = "k" }], problem))!;

        Assert.Equal(
            written["values"]!.AsArray().SelectMany(row => row!.AsObject().Select(field => field.Key)).Distinct().Order(StringComparer.Ordinal),
            FirstColumn(PlanPage, "| field of a value |").Order(StringComparer.Ordinal));
        Assert.Equal(
            written["problems"]![0]!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal),
            FirstColumn(PlanPage, "| field of a problem |").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_README_names_each_exit_code()
    {
        int[] codes =
        [
            ExitCode.Done, ExitCode.HungUp, ExitCode.Interrupted, ExitCode.Terminated,
            .. Enum.GetValues<FailureClass>().Select(failure => ExitCodes.Typed.For(failure, triesBefore: 0)),
        ];

        var named = Rows(Readme, "| code |").SelectMany(row => row.Split('|')[1].Split(','))
            .Select(code => int.Parse(code, CultureInfo.InvariantCulture));

        Assert.Equal(codes.Order(), named.Order());
    }

    [Fact]
    public async Task The_specs_of_the_README_are_sound()
    {
        foreach (var spec in Blocks(Readme, "json"))
        {
            var file = home.Write("readme.json", spec);
            using var spydra = SpydraProcess.Start(home, ["submit", "--dry-run", "--spydra-json", file], ("GOOGLE_CLOUD_PROJECT", "p"));
            var run = await spydra.EndAsync();

            Assert.True(run.ExitCode == 0, run.Error);
        }
    }

    [Fact]
    public async Task The_page_shows_the_lines_that_the_emulator_prints()
    {
        using var emulator = SpydraProcess.Start(home, ["emulator", "--port", "0", "--storage-port", "0"]);
        await emulator.SeesAsync("the emulator runs");
        var running = EmulatorServer.FindRunning(home.At(".local/state/spydra/emulator"))!;
        emulator.Signal("TERM");
        var lines = (await emulator.EndAsync()).Output
            .Replace($":{running.DataprocUrl.Port}", $":{EmulatorCommand.DefaultDataproc.Port}", StringComparison.Ordinal)
            .Replace($":{running.StorageUrl.Port}", $":{EmulatorCommand.DefaultStorage.Port}", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(lines, EmulatorPage.Split('\n').SkipWhile(line => !IsExport(line)).TakeWhile(IsExport).Select(line => line.Trim()));
    }

    [Fact]
    public async Task Each_curl_line_of_the_page_does_what_it_says()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl") && File.Exists("/bin/bash"), "needs bash and curl");
        await using var cloud = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = home.At("emulator") }, CancellationToken.None);
        var script = string.Join('\n', Blocks(EmulatorPage, "sh"))
            .Replace(":8470", $":{cloud.DataprocUrl.Port}", StringComparison.Ordinal)
            .Replace(":8471", $":{cloud.StorageUrl.Port}", StringComparison.Ordinal);
        // A refused call fails the script. A reader types more slowly than a cluster starts; bash does not, and tries again.
        var start = new ProcessStartInfo("/bin/bash", ["-euc", "curl() { command curl -sSf --retry 5 --retry-all-errors \"$@\"; }\n" + script])
        {
            WorkingDirectory = home.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var error = await bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();

        Assert.True(bash.ExitCode == 0, await output + error);
        Assert.Contains("\"faults\"", await output, StringComparison.Ordinal);
        Assert.Contains("\"calls\"", await output, StringComparison.Ordinal);
        Assert.Contains("b a b", await output, StringComparison.Ordinal);
    }

    private static string Read(params string[] path) => File.ReadAllText(RepositoryFiles.At(path)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Blocks(string page, string language) =>
        Block().Matches(page).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value);

    /// <summary>The rows of the table whose heading begins so.</summary>
    private static IEnumerable<string> Rows(string page, string heading) =>
        page.Split('\n').SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'));

    private static IEnumerable<string> FirstColumn(string page, string heading) =>
        Rows(page, heading).SelectMany(row => Code().Matches(row.Split('|')[1]).Select(match => match.Groups["text"].Value));

    private static IEnumerable<string> Options(Command command) =>
        command.Options.Where(option => !option.Hidden).Select(option => option.Name).Where(name => name != "--help").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Names(IEnumerable<string> texts) =>
        texts.SelectMany(text => OptionName().Matches(text).Select(match => match.Value)).Distinct().Order(StringComparer.Ordinal);

    private static bool IsExport(string line) => line.StartsWith("    export ", StringComparison.Ordinal);

    private static string Milliseconds(PropertyInfo step) =>
        ((TimeSpan)step.GetValue(new StepTimes())!).TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex OptionName();
}
