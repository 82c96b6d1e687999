using Spydra.Options;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Options;

public sealed class DocumentationTests
{
    [Fact]
    public void The_options_page_is_what_the_rows_say()
    {
        var rendered = OptionsPage.Render();

        var written = File.ReadAllText(RepositoryFiles.At("docs", "options.md")).ReplaceLineEndings("\n");
        if (rendered != written) File.WriteAllText(RepositoryFiles.At("artifacts", "options.md"), rendered);
        Assert.True(rendered == written, "The tables changed: look at artifacts/options.md and put it in the place of docs/options.md.");
    }

    [Fact]
    public void Every_option_is_on_the_page()
    {
        var page = File.ReadAllText(RepositoryFiles.At("docs", "options.md"));

        var names = ClusterOptions.Table.Names.Concat(SubmitOptions.JobTypes.SelectMany(type => SubmitOptions.For(type).Names)).Distinct();

        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_key_is_in_the_reference()
    {
        var page = File.ReadAllText(RepositoryFiles.At("docs", "spec.md"));

        Assert.All(SpecShape.Keys, key => Assert.Contains($"| `{key.Path}` |", page, StringComparison.Ordinal));
    }
}
