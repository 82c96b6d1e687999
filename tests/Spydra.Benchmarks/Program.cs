using Spydra.Benchmarks;

// dotnet run -c Release --project tests/Spydra.Benchmarks -- streaming|staging|logs [MEGABYTES]
return args switch
{
    ["streaming"] => await StreamingBenchmark.RunAsync(megabytes: 1000),
    ["streaming", var size] when int.TryParse(size, out var megabytes) => await StreamingBenchmark.RunAsync(megabytes),
    ["staging"] => await StagingBenchmark.RunAsync(megabytes: 300),
    ["staging", var size] when int.TryParse(size, out var megabytes) => await StagingBenchmark.RunAsync(megabytes),
    ["logs"] => await LogsBenchmark.RunAsync(megabytes: 100),
    ["logs", var size] when int.TryParse(size, out var megabytes) => await LogsBenchmark.RunAsync(megabytes),
    [LogsBenchmark.PrintCommand, var compression, var folder] => await LogsBenchmark.PrintAsync(folder, gz: compression == "gz"),
    [StagingBenchmark.ClientCommand, var storage, var file] => await StagingBenchmark.ClientAsync(new Uri(storage), file),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: streaming [MEGABYTES]   word count by the emulator's engine against sort | uniq -c, and the engine's peak memory");
    Console.Error.WriteLine("       staging [MEGABYTES]     a jar staged over a connection that is reset in the middle against one plain request, and the client's peak memory");
    Console.Error.WriteLine("       logs [MEGABYTES]        aggregated logs printed against the same file read, and the peak memory");
    return 2;
}
