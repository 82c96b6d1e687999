using FsCheck;
using FsCheck.Fluent;

namespace Spydra.History.Logs;

public sealed class RoundTripTests
{
    private static readonly Gen<string> Content = Gen.OneOf(
        Gen.Elements("a\nbß\0\r".ToCharArray()).ArrayOf().Select(text => new string(text)),
        Gen.Choose(0, 70_000).Select(size => new string('x', size)));

    private static readonly Arbitrary<Log[]> Logs = (
        from container in Gen.Choose(1, 5)
        from type in Gen.Elements("stderr", "stdout", "syslog", "prélaunch")
        from content in Content
        select new Log($"container_1795306400786_0001_01_{container:000000}", type, content)).ArrayOf().ToArbitrary();

    private static readonly Arbitrary<(int Block, int Chunk, int Read, int SmallFile)> Sizes = (
        from block in Gen.Elements(1, 100, 40_000)
        from chunk in Gen.Elements(7, 200, 30_000)
        from read in Gen.Elements(100, 5_000, 1 << 20)
        from small in Gen.Elements(0, 1 << 20)
        select (block, chunk, read, small)).ToArbitrary();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_is_written_to_a_TFile_is_read_from_it(bool gz) => OwnThread.RunAsync(() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Logs, Sizes, (logs, sizes) =>
        {
            var source = new MemorySource { ReadSize = sizes.Read, IsSlow = sizes.Read == 5_000, ["f"] = new TFileWriter(gz, sizes.Block, sizes.Chunk).Write(logs) };

            var read = Reading.AllAsync(Reading.Logs(source, [Reading.Node("f")], smallFile: sizes.SmallFile)).GetAwaiter().GetResult();

            return logs.SequenceEqual(read);
        })));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_is_written_to_an_IndexedFile_is_read_from_it(bool gz) => OwnThread.RunAsync(() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Logs, Logs, Sizes, (first, second, sizes) =>
        {
            var source = new MemorySource { ReadSize = sizes.Read, IsSlow = sizes.Read == 5_000, ["f"] = new IndexedFileWriter(Reading.Application, gz).Write(first, second) };

            var read = Reading.AllAsync(Reading.Logs(source, [Reading.Node("f")], smallFile: sizes.SmallFile)).GetAwaiter().GetResult();

            return Ordered(first).Concat(Ordered(second)).SequenceEqual(read.Take(first.Length).GroupBy(log => log.Container).OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(each => each)
                .Concat(read.Skip(first.Length).GroupBy(log => log.Container).OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(each => each)));
        })));

    // Java's HashMap makes no table of fewer than 16 slots of what it reads; the order is what a Java 17 gave.
    [Theory]
    [InlineData("01 05", "05 01")]
    [InlineData("01 02 09", "09 02 01")]
    [InlineData("01 02 03 09", "03 09 02 01")]
    public async Task The_containers_of_an_IndexedFile_are_in_the_order_of_Javas_table(string written, string read)
    {
        var source = new MemorySource { ["f"] = new IndexedFileWriter(Reading.Application).Write([.. written.Split(' ').Select(number => new Log($"container_1795306400786_0001_01_0000{number}", "stderr", "x"))]) };

        var logs = await Reading.AllAsync(Reading.Logs(source, [Reading.Node("f")]));

        Assert.Equal(read, string.Join(' ', logs.Select(log => log.Container[^2..])));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task A_selection_is_what_is_left_of_all(bool indexed, bool hops) => OwnThread.RunAsync(() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Logs, Sizes, (logs, sizes) =>
        {
            var selection = new LogSelection { Containers = new HashSet<string> { "container_1795306400786_0001_01_000002", "container_1795306400786_0001_01_000004" }, Types = new HashSet<string> { "stderr", "syslog" } };
            var source = new MemorySource { ReadSize = sizes.Read, ["f"] = indexed ? new IndexedFileWriter(Reading.Application).Write(logs) : new TFileWriter(sizes.Read == 100, sizes.Block, sizes.Chunk).Write(logs) };
            var all = Reading.AllAsync(Reading.Logs(source, [Reading.Node("f")])).GetAwaiter().GetResult();

            var some = Reading.AllAsync(Reading.Logs(source, [Reading.Node("f")], selection, smallFile: sizes.SmallFile, hops: hops)).GetAwaiter().GetResult();

            return all.Where(log => selection.Containers.Contains(log.Container) && selection.Types.Contains(log.Type)).SequenceEqual(some);
        })));

    [Fact]
    public Task Numbers_are_read_as_they_are_written() => OwnThread.RunAsync(() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), Gen.Choose(0, 63).ToArbitrary(), (value, shift) =>
        {
            var written = TFileWriter.Number(value >> shift);
            return VLong.SizeOf(written[0]) == written.Length && VLong.Decode(written) == value >> shift;
        })));

    private static IEnumerable<Log> Ordered(IEnumerable<Log> logs) =>
        logs.GroupBy(log => log.Container).OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(each => each);
}
