using System.Runtime.CompilerServices;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Storage;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Faults;

public sealed class FaultFileTests
{
    [Fact]
    public void Every_key_is_read()
    {
        using var folder = new TempDir();
        var path = folder.Write("faults.json", """
            {
              // the second create is slow and fails
              "faults": [
                { "method": "clusters.create", "effect": "error", "name": "c1", "nth": 2, "code": 503, "message": "m", "retryAfter": 3, "delay": "1.5s" },
                { "method": "*", "effect": "delay", "from": 2, "to": 4, "every": 2, "delay": 2 },
                { "method": "jobs.submit", "effect": "job-fails", "attempt": 1, "exitCode": 9, "output": "o" },
                { "method": "clusters.create", "effect": "cluster-error", "after": "2m" },
              ]
            }
            """);

        var read = FaultFile.Load(path);

        Assert.Empty(read.Problems);
        Assert.Equal(
        [
            new Fault { Method = "clusters.create", Effect = "error", Name = "c1", Nth = 2, Code = 503, Message = "m", RetryAfter = 3, Delay = TimeSpan.FromSeconds(1.5) },
            new Fault { Method = "*", Effect = "delay", From = 2, To = 4, Every = 2, Delay = TimeSpan.FromSeconds(2) },
            new Fault { Method = "jobs.submit", Effect = "job-fails", Attempt = 1, ExitCode = 9, Output = "o" },
            new Fault { Method = "clusters.create", Effect = "cluster-error", After = TimeSpan.FromMinutes(2) },
        ], read.Faults);
    }

    [Fact]
    public void All_problems_are_found_with_line_and_path()
    {
        var read = FaultFile.Parse("""
            [
              { "method": "clusters.create",
                "effect": "explode" },
              { "effect": "error", "nth": "two" },
              { "method": "jobs.get", "effect": "delay",
                "delay": "soon",
                "colour": 1 },
              { "method": "jobs.get", "effect": "stockout" },
              7
            ]
            """, "f.json");

        Assert.Empty(read.Faults);
        Assert.Equal(
            ["2 [0]", "4 [1].nth", "4 [1]", "6 [2].delay", "7 [2].colour", "5 [2]", "8 [3]", "9 [4]"],
            read.Problems.Select(problem => $"{problem.Line} {problem.Path}"));
        Assert.Equal("f.json:6: [2].delay: must be a time such as \"500ms\", \"2s\", \"1m\" or \"1h\", not \"soon\".", read.Problems[3].ToString());
    }

    [Theory]
    [InlineData("clusters.crate", "clusters.create")]
    [InlineData("cluster.create", "clusters.create")]
    [InlineData("job.*", "jobs.*")]
    [InlineData("", "batch")]
    public void A_method_that_no_call_has_is_refused_with_the_nearest_name(string method, string nearest)
    {
        var problem = Assert.Single(FaultFile.Check(new Fault { Method = method, Effect = "error" }));

        Assert.Contains($"method '{method}' is not known", problem, StringComparison.Ordinal);
        Assert.Contains($"nearest is '{nearest}'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_call_of_the_routes_has_a_name_that_a_fault_may_have_and_no_other_name_is_taken()
    {
        // Handlers are only named here, never called.
        var routes = Routes.Dataproc(Blank<DataprocHandlers>(), Blank<TemplateHandlers>())
            .Concat(Routes.Storage(new StorageApi(Blank<ObjectStore>(), TimeProvider.System, _ => Task.CompletedTask)));

        Assert.Equal(routes.Select(route => route.Name).Distinct().Order(StringComparer.Ordinal), CallNames.All.Order(StringComparer.Ordinal));

        static T Blank<T>() => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }

    [Theory]
    [InlineData("{ \"faults\": [\n {\n", 3)]
    [InlineData("", 1)]
    [InlineData("\n\n\"x\"", 3)]
    [InlineData("{\"faults\": {}, \"more\": 1}", 1)]
    public void What_is_no_list_of_faults_is_named_with_its_line(string text, long line)
    {
        var problems = FaultFile.Parse(text, "f.json").Problems;

        Assert.NotEmpty(problems);
        Assert.Equal(line, problems[0].Line);
    }

    [Fact]
    public void A_missing_file_is_a_problem()
    {
        using var folder = new TempDir();

        Assert.Contains("cannot be read", Assert.Single(FaultFile.Load(folder.At("none.json")).Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, null, "12345678")]
    [InlineData(3, null, null, null, "3")]
    [InlineData(null, 3, null, null, "345678")]
    [InlineData(null, 3, 5, null, "345")]
    [InlineData(null, null, 2, null, "12")]
    [InlineData(null, null, null, 3, "36")]
    public void Which_calls_are_hit(int? nth, int? from, int? to, int? every, string expected)
    {
        var fault = new Fault { Method = "*", Effect = FaultEffect.Error, Nth = nth, From = from, To = to, Every = every };

        Assert.Equal(expected, string.Concat(Enumerable.Range(1, 8).Where(fault.Hits)));
    }
}
