namespace Spydra.Specs;

/// <summary>The checks of as whom a run calls: as one account, and charged to one project, as all its calls belong together.</summary>
internal static class CallerRules
{
    public const string Impersonate = "impersonate-service-account";
    public const string BillingProject = "billing-project";

    public static IEnumerable<SpecProblem> Check(MergedSpec merged)
    {
        foreach (var name in new[] { Impersonate, BillingProject })
            if (merged.ClusterOptions.GetValueOrDefault(name) is { } cluster && merged.SubmitOptions.GetValueOrDefault(name) is { } submit && cluster.Text != submit.Text)
                yield return new(submit.At, $"submit.options.{name}", $"is {submit.Text}, and cluster.options.{name} is {cluster.Text}.",
                    "Remove one of the two: a run makes all its calls alike.");
        foreach (var (path, options) in new[] { ("cluster.options", merged.ClusterOptions), ("submit.options", merged.SubmitOptions) })
            if (options.GetValueOrDefault(Impersonate) is { } option)
                foreach (var account in Accounts(option.Text).Where(account => !account.Contains('@', StringComparison.Ordinal)))
                    yield return new(option.At, $"{path}.{Impersonate}", $"names \"{account}\", which is no e-mail address of a service account.",
                        "Write name@project.iam.gserviceaccount.com; several, separated by commas, are a chain whose last makes the calls.");
    }

    /// <summary>The accounts of a chain.</summary>
    public static IEnumerable<string> Accounts(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}
