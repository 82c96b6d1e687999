namespace Spydra.HouseRules;

public sealed class LayoutRules
{
    /// <summary>Which rooms of the library a room may use. Reaching further down is fine, up or across is not.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Spydra"] = [],
        ["Spydra.Events"] = [],
        ["Spydra.Options"] = ["Spydra"],
        ["Spydra.Specs"] = ["Spydra", "Spydra.Options"],
        ["Spydra.Gcp"] = ["Spydra", "Spydra.Events"],
        ["Spydra.Gcp.Dataproc"] = ["Spydra", "Spydra.Events", "Spydra.Gcp"],
        ["Spydra.Gcp.Storage"] = ["Spydra", "Spydra.Events", "Spydra.Gcp"],
        ["Spydra.Clusters"] = ["Spydra", "Spydra.Events", "Spydra.Specs", "Spydra.Options", "Spydra.Gcp", "Spydra.Gcp.Dataproc", "Spydra.Gcp.Storage"],
        ["Spydra.Jobs"] = ["Spydra", "Spydra.Events", "Spydra.Specs", "Spydra.Options", "Spydra.Gcp", "Spydra.Gcp.Dataproc", "Spydra.Gcp.Storage"],
        ["Spydra.Failures"] = ["Spydra", "Spydra.Events", "Spydra.Specs", "Spydra.Options", "Spydra.Gcp", "Spydra.Gcp.Dataproc", "Spydra.Clusters", "Spydra.Jobs"],
        ["Spydra.Runs"] =
        [
            "Spydra", "Spydra.Events", "Spydra.Specs", "Spydra.Options", "Spydra.Gcp", "Spydra.Gcp.Dataproc", "Spydra.Gcp.Storage", "Spydra.Clusters", "Spydra.Jobs",
            "Spydra.Failures", "Spydra.Runs.Journal",
        ],
        ["Spydra.Runs.Journal"] = ["Spydra", "Spydra.Events", "Spydra.Failures", "Spydra.Gcp", "Spydra.Gcp.Storage"],

        // The readers know nothing of HTTP: they are given streams.
        ["Spydra.History"] = ["Spydra"],
        ["Spydra.History.Sources"] = ["Spydra", "Spydra.Gcp", "Spydra.Gcp.Storage", "Spydra.History"],
        ["Spydra.History.Codecs"] = ["Spydra", "Spydra.History"],
        ["Spydra.History.Logs"] = ["Spydra", "Spydra.History", "Spydra.History.Sources", "Spydra.History.Codecs"],
        ["Spydra.History.JobHistory"] = ["Spydra", "Spydra.History", "Spydra.History.Sources"],
        ["Spydra.History.Spark"] = ["Spydra", "Spydra.History", "Spydra.History.Sources", "Spydra.History.Codecs"],
        ["Spydra.History.Archive"] =
        [
            "Spydra", "Spydra.Events", "Spydra.Gcp", "Spydra.Gcp.Dataproc", "Spydra.Gcp.Storage", "Spydra.Runs",
            "Spydra.History", "Spydra.History.Sources", "Spydra.History.Logs", "Spydra.History.JobHistory", "Spydra.History.Spark",
        ],
        ["Spydra.History.Causes"] =
        [
            "Spydra", "Spydra.Events", "Spydra.Failures", "Spydra.Options", "Spydra.Gcp", "Spydra.Gcp.Dataproc", "Spydra.Gcp.Storage", "Spydra.Runs",
            "Spydra.History", "Spydra.History.Sources", "Spydra.History.Codecs", "Spydra.History.Logs", "Spydra.History.JobHistory", "Spydra.History.Spark", "Spydra.History.Archive",
        ],
    };

    [Fact]
    public void The_rooms_of_the_libraries_refer_along_the_arrows_only()
    {
        var wrong = from file in Source.Files("src/Spydra").Concat(Source.Files("src/Spydra.History"))
                    let room = Room(Source.Namespace(file.Text))
                    from used in Source.Uses(file.Text).Select(Room)
                    where used != room && !Arrows[room].Contains(used)
                    select $"{file.Path} uses {used}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_emulator_refers_to_nothing_of_ours()
    {
        var references = typeof(Emulator.EmulatorServer).Assembly.GetReferencedAssemblies().Select(name => name.Name!);

        Assert.DoesNotContain(references, name => name.StartsWith("Spydra", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(SpydraException))]
    [InlineData(typeof(History.YarnApplicationId))]
    public void The_libraries_know_neither_console_nor_web_server_nor_emulator(Type ofLibrary)
    {
        var references = ofLibrary.Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();

        Assert.DoesNotContain("System.Console", references);
        Assert.DoesNotContain("Spydra.Emulator", references);
        Assert.DoesNotContain(references, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = from file in Source.Files("src")
                    where Source.Namespace(file.Text) is { Length: > 0 } name && name != FolderName(file.Path)
                    select $"{file.Path} is in {Source.Namespace(file.Text)}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_source_file_holds_more_than_one_idea()
    {
        var wrong = from file in Source.Files("src")
                    let lines = file.Text.Count(c => c == '\n')
                    where lines > 500
                    select $"{file.Path}: {lines} lines";

        Assert.Empty(wrong);
    }

    /// <summary>The room that a namespace, or a type in it, belongs to.</summary>
    private static string Room(string name)
    {
        while (!Arrows.ContainsKey(name)) name = name[..name.LastIndexOf('.')];
        return name;
    }

    private static string FolderName(string path) =>
        string.Join('.', path.Split('/')[1..^1]);
}
