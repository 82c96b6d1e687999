using Spydra.Cli.Settings;

namespace Spydra.Cli.Tests;

/// <summary>Which key the variables of a scheduler make.</summary>
public sealed class SchedulerKeyTests
{
    private const string Styx = "STYX_COMPONENT_ID=etl STYX_WORKFLOW_ID=sessions STYX_PARAMETER=2026-11-21 STYX_TRIGGER_ID=natural-trigger";
    private const string Airflow = "AIRFLOW_CTX_DAG_ID=etl AIRFLOW_CTX_TASK_ID=sessions AIRFLOW_CTX_DAG_RUN_ID=scheduled__2026-11-21T00:00:00+00:00";

    [Theory]
    [InlineData(Styx, "styx:etl/sessions/2026-11-21/natural-trigger", "Styx")]
    [InlineData(Airflow, "airflow:etl/sessions/scheduled__2026-11-21T00:00:00+00:00", "Airflow")]
    [InlineData(Airflow + " AIRFLOW_CTX_MAP_INDEX=3", "airflow:etl/sessions/scheduled__2026-11-21T00:00:00+00:00/3", "Airflow")]
    [InlineData("AIRFLOW_CTX_DAG_ID=d AIRFLOW_CTX_TASK_ID=t AIRFLOW_CTX_LOGICAL_DATE=2026-11-21", "airflow-date:d/t/2026-11-21", "Airflow")]
    [InlineData("AIRFLOW_CTX_DAG_ID=d AIRFLOW_CTX_TASK_ID=t AIRFLOW_CTX_EXECUTION_DATE=2026-11-21", "airflow-date:d/t/2026-11-21", "Airflow")]
    [InlineData("LUIGI_TASK_ID=Sessions_2026_11_21_5c7a9e", "luigi:Sessions_2026_11_21_5c7a9e", "Luigi")]
    [InlineData(Styx + " LUIGI_TASK_ID=T", "styx:etl/sessions/2026-11-21/natural-trigger|luigi:T", "Styx and Luigi")]
    [InlineData("SPYDRA_RUN_KEY=mine/today " + Styx + " " + Airflow, "mine/today", "environment variable SPYDRA_RUN_KEY")]
    public void A_scheduler_that_says_which_run_it_is_gives_its_key(string variables, string key, string origin)
    {
        var found = SchedulerKey.Of(Variables(variables));

        Assert.Equal((key, origin), (found?.Text, found?.Origin));
        Assert.Equal(variables.Contains("SPYDRA", StringComparison.Ordinal), found?.IsExplicit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SPYDRA_RUN_KEY=")]
    [InlineData("STYX_COMPONENT_ID=etl")]
    [InlineData("STYX_COMPONENT_ID=etl STYX_WORKFLOW_ID=sessions STYX_PARAMETER=2026-11-21")]
    [InlineData("STYX_COMPONENT_ID=etl STYX_WORKFLOW_ID=sessions STYX_PARAMETER=2026-11-21 STYX_TRIGGER_ID=")]
    [InlineData("STYX_COMPONENT_ID=etl STYX_WORKFLOW_ID=sessions STYX_TRIGGER_ID=t STYX_EXECUTION_ID=styx-run-1")]
    [InlineData("AIRFLOW_CTX_DAG_ID=etl AIRFLOW_CTX_TASK_ID=sessions")]
    [InlineData("AIRFLOW_CTX_DAG_ID=etl AIRFLOW_CTX_DAG_RUN_ID=r AIRFLOW_CTX_TRY_NUMBER=1")]
    [InlineData("AIRFLOW_CTX_TASK_ID=sessions AIRFLOW_CTX_DAG_RUN_ID=r AIRFLOW_CTX_MAP_INDEX=3")]
    [InlineData("AIRFLOW_HOME=/opt/airflow LUIGI_CONFIG_PATH=/etc/luigi")]
    public void A_part_of_what_makes_a_run_gives_none(string variables) =>
        Assert.Null(SchedulerKey.Of(Variables(variables)));

    [Theory]
    [InlineData(Styx, "STYX_EXECUTION_ID=styx-run-1 STYX_EXECUTION_TRIES=0", "STYX_EXECUTION_ID=styx-run-2 STYX_EXECUTION_TRIES=1")]
    [InlineData(Airflow, "AIRFLOW_CTX_TRY_NUMBER=1", "AIRFLOW_CTX_TRY_NUMBER=2")]
    [InlineData("LUIGI_TASK_ID=T", "STYX_EXECUTION_ID=styx-run-1", "STYX_EXECUTION_ID=styx-run-2")]
    public void A_retry_has_the_same_key(string run, string first, string second) =>
        Assert.Equal(SchedulerKey.Of(Variables($"{run} {first}")), SchedulerKey.Of(Variables($"{run} {second}")));

    [Theory]
    [InlineData(Styx, "2026-11-21", "2026-11-22")]
    [InlineData(Styx, "natural-trigger", "ad-hoc-cli-1")]
    [InlineData(Styx, "sessions", "visits")]
    [InlineData(Styx, "=etl", "=ads")]
    [InlineData(Airflow, "2026-11-21", "2026-11-22")]
    [InlineData(Airflow, "=etl", "=ads")]
    [InlineData(Airflow, "sessions", "visits")]
    [InlineData(Airflow + " AIRFLOW_CTX_MAP_INDEX=3", "=3", "=4")]
    [InlineData("LUIGI_TASK_ID=T_2026_11_21", "21", "22")]
    [InlineData("LUIGI_TASK_ID=T " + Styx, "natural-trigger", "ad-hoc-cli-1")]
    public void Another_run_has_another_key(string run, string part, string other) =>
        Assert.NotEqual(SchedulerKey.Of(Variables(run)), SchedulerKey.Of(Variables(run.Replace(part, other, StringComparison.Ordinal))));

    [Theory]
    [InlineData("a/b", "c", "a", "b/c")]
    [InlineData("a%2Fb", "c", "a/b", "c")]
    [InlineData("a|luigi:b", "c", "a", "c|luigi:b")]
    [InlineData("é", "c", "%C3%A9", "c")]
    [InlineData("a\nb", "c", "a b", "c")]
    public void Values_with_separators_in_them_are_not_mistaken(string component, string workflow, string otherComponent, string otherWorkflow)
    {
        var (one, other) = (Of(component, workflow), Of(otherComponent, otherWorkflow));

        Assert.NotEqual(one, other);
        Assert.DoesNotContain(one, c => char.IsControl(c) || c > 126);

        static string Of(string component, string workflow) => SchedulerKey.Of(name => name switch
        {
            "STYX_COMPONENT_ID" => component,
            "STYX_WORKFLOW_ID" => workflow,
            "STYX_PARAMETER" => "p",
            "STYX_TRIGGER_ID" => "t",
            _ => null,
        })!.Text;
    }

    [Fact]
    public void A_run_id_that_looks_like_a_date_is_not_that_date()
    {
        var byId = SchedulerKey.Of(Variables("AIRFLOW_CTX_DAG_ID=d AIRFLOW_CTX_TASK_ID=t AIRFLOW_CTX_DAG_RUN_ID=2026-11-21"));
        var byDate = SchedulerKey.Of(Variables("AIRFLOW_CTX_DAG_ID=d AIRFLOW_CTX_TASK_ID=t AIRFLOW_CTX_EXECUTION_DATE=2026-11-21"));

        Assert.NotEqual(byId, byDate);
    }

    private static Func<string, string?> Variables(string text)
    {
        var all = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return all.GetValueOrDefault;
    }
}
