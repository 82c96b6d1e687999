using Spydra.Specs;

namespace Spydra.Tests.Specs;

/// <summary>What the spec leaves open and environment, credentials and machine know; every value with where it is from.</summary>
public sealed class ContextTests
{
    private const string NoRegion = """{"cluster_type": "dataproc", "log_bucket": "logs", "submit": {"options": {"jar": "gs://b/x.jar"}}}""";
    private const string OnACluster = """{"cluster_type": "dataproc", "region": "r", "submit": {"options": {"cluster": "c", "jar": "gs://b/x.jar"}}}""";

    [Fact]
    public void The_project_has_an_origin_and_stands_where_it_belongs()
    {
        using var dynamic = new SpecFolder().Add(SpecFolder.Job);
        using var fixedCluster = new SpecFolder().Add(OnACluster);
        dynamic.Context = dynamic.Context with { Project = ContextValue.OfVariable("CLOUDSDK_CORE_PROJECT", "my-project") };
        fixedCluster.Context = fixedCluster.Context with { Project = new("sa-project", "the key file k.json named by GOOGLE_APPLICATION_CREDENTIALS") };

        var (first, second) = (dynamic.Load(), fixedCluster.Load());

        Assert.Equal(("my-project", "my-project", "environment variable CLOUDSDK_CORE_PROJECT"),
            (first.Project, first.ClusterOptions.Text("project"), first.Sources!.ClusterOptions["project"].At.ToString()));
        Assert.Equal(("sa-project", "the key file k.json named by GOOGLE_APPLICATION_CREDENTIALS"),
            (second.Project, second.Sources!.SubmitOptions["project"].At.ToString()));
    }

    [Fact]
    public void The_region_has_the_origin_of_the_variable_or_of_the_zone()
    {
        using var byVariable = new SpecFolder().Add(NoRegion);
        using var byZone = new SpecFolder().Add(NoRegion).Add("""{"cluster": {"options": {"zone": "europe-west4-a"}}}""");
        byVariable.Context = byVariable.Context with { Region = ContextValue.OfVariable("CLOUDSDK_DATAPROC_REGION", "us-east1") };

        var (first, second) = (byVariable.Load(), byZone.Load());

        Assert.Equal(("us-east1", "environment variable CLOUDSDK_DATAPROC_REGION"), (first.Region, first.Sources!.Values["region"].At.ToString()));
        Assert.Equal(("europe-west4", "job2.json:1:34"), (second.Region, byZone.Plain(second.Sources!.Values["region"].At.ToString())));
    }

    [Fact]
    public void A_wrong_project_of_the_environment_is_told_with_its_variable()
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job);
        specs.Context = specs.Context with { Project = ContextValue.OfVariable("GOOGLE_CLOUD_PROJECT", "123456") };

        Assert.StartsWith("environment variable GOOGLE_CLOUD_PROJECT: cluster.options.project: ", Assert.Single(specs.Problems()));
    }

    [Theory]
    [InlineData("{}", "env@p.iam.gserviceaccount.com", "env-quota")]
    [InlineData("""{"cluster": {"options": {"impersonate-service-account": "a@p, t@p", "billing-project": "own"}}}""", "a@p,t@p", "own")]
    [InlineData("""{"submit": {"options": {"impersonate-service-account": "s@p"}}}""", "s@p", "env-quota")]
    public void As_whom_the_calls_are_made_is_said_by_the_spec_then_by_the_environment(string job, string accounts, string quota)
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job).Add(job);
        specs.Context = specs.Context with { Impersonate = "env@p.iam.gserviceaccount.com", BillingProject = "env-quota" };

        var spec = specs.Load();

        Assert.Equal((accounts, quota), (string.Join(',', spec.Impersonate), spec.BillingProject));
    }

    [Fact]
    public void A_run_calls_as_one_account()
    {
        var problems = SpecFolder.Problems(SpecFolder.Job,
            """{"cluster": {"options": {"impersonate-service-account": "a@p"}}, "submit": {"options": {"impersonate-service-account": "a@p,bob"}}}""");

        Assert.Equal(2, problems.Length);
        Assert.Contains(problems, problem => problem.Contains("is a@p,bob, and cluster.options.impersonate-service-account is a@p", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("names \"bob\", which is no e-mail address", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SpecFolder.Job, null, 1)]
    [InlineData(OnACluster, null, 1)]
    [InlineData(SpecFolder.Job, "known", 0)]
    [InlineData("""{"cluster_type": "onpremise", "submit": {"options": {"jar": "x.jar"}}}""", null, 0)]
    public async Task The_machine_is_asked_for_the_project_only_where_nobody_knows_it(string job, string? known, int times)
    {
        using var specs = new SpecFolder().Add(job);
        var asked = 0;

        var spec = (await SpecLayers.ReadAsync([specs.File(0)], CommandLineLayer.Empty, specs.Context with { Project = known }, _ =>
        {
            asked++;
            return Task.FromResult<ContextValue?>(new("machine-project", "the metadata server"));
        }, CancellationToken.None)).Sound;

        Assert.Equal(times, asked);
        if (asked > 0) Assert.Equal("the metadata server", (spec.Sources!.ClusterOptions.GetValueOrDefault("project") ?? spec.Sources.SubmitOptions["project"]).At.ToString());
        if (asked > 0) Assert.Equal("machine-project", spec.Project);
    }
}
