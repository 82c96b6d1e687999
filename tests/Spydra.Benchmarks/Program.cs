using Spydra.Benchmarks;

// dotnet run -c Release --project tests/Spydra.Benchmarks -- streaming|staging|logs|causes ...
// dotnet run -c Release --project tests/Spydra.Benchmarks -- streaming|staging|logs|causes-speed [MEGABYTES]
return args switch
{
    ["streaming"] => await StreamingBenchmark.RunAsync(megabytes: 1000),
    ["streaming", var size] when int.TryParse(size, out var megabytes) => await StreamingBenchmark.RunAsync(megabytes),
    ["staging"] => await StagingBenchmark.RunAsync(megabytes: 300),
    ["staging", var size] when int.TryParse(size, out var megabytes) => await StagingBenchmark.RunAsync(megabytes),
    ["logs"] => await LogsBenchmark.RunAsync(megabytes: 100),
    ["logs", var size] when int.TryParse(size, out var megabytes) => await LogsBenchmark.RunAsync(megabytes),
    ["causes"] => await CausesBenchmark.RunAsync(CausesBenchmark.DefaultFolder),
    ["causes", "--without-rules"] => await CausesBenchmark.RunWithoutRulesAsync(CausesBenchmark.DefaultFolder),
    ["causes", "--without-rules", var folder] => await CausesBenchmark.RunWithoutRulesAsync(folder),
    ["causes", "--story", var name] => await CauseStory.PrintAsync(CausesBenchmark.DefaultFolder, name, "Driver, Archive, Yarn, ExitCode"),
    ["causes", "--story", var name, var given] => await CauseStory.PrintAsync(CausesBenchmark.DefaultFolder, name, given),
    ["causes", "--story", var name, var given, var folder] => await CauseStory.PrintAsync(folder, name, given),
    ["causes", var folder] => await CausesBenchmark.RunAsync(folder),
    ["causes-speed"] => await CausesSpeedBenchmark.RunAsync(megabytes: 1000),
    ["causes-speed", var size] when int.TryParse(size, out var megabytes) => await CausesSpeedBenchmark.RunAsync(megabytes),
    [CausesSpeedBenchmark.GatherCommand, var folder] => await CausesSpeedBenchmark.GatherAsync(folder),
    [LogsBenchmark.PrintCommand, var compression, var folder] => await LogsBenchmark.PrintAsync(folder, gz: compression == "gz"),
    [StagingBenchmark.ClientCommand, var storage, var file] => await StagingBenchmark.ClientAsync(new Uri(storage), file),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: streaming [MEGABYTES]   word count by the emulator's engine against sort | uniq -c, and the engine's peak memory");
    Console.Error.WriteLine("       staging [MEGABYTES]     a jar staged over a connection that is reset in the middle against one plain request, and the client's peak memory");
    Console.Error.WriteLine("       logs [MEGABYTES]        aggregated logs printed against the same file read, and the peak memory");
    Console.Error.WriteLine("       causes [FOLDER]         why jobs that really ran failed: right first, shown, lines and time, against grep");
    Console.Error.WriteLine("       causes --story CASE [GIVEN [FOLDER]]   what is known of one case, and what the rules read in it; GIVEN: Driver, Archive, Yarn, ExitCode");
    Console.Error.WriteLine("       causes --without-rules [FOLDER]   what is said of each failure when the rules of its own cause are switched off");
    Console.Error.WriteLine("       causes-speed [MEGABYTES] the story of a failed job gathered from so many megabytes of container logs against reading them, and the peak memory");
    return 2;
}
