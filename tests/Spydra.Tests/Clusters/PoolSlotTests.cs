using System.Numerics;
using Spydra.Clusters;

namespace Spydra.Tests.Clusters;

/// <summary>The arithmetic that clients in Java and ours must agree on.</summary>
public sealed class PoolSlotTests
{
    [Theory]
    [InlineData(30, 20L, 6L, 18L, 26L)]
    [InlineData(86400, 82460L, 79596L, 1788L, 73676L)]
    public void The_offsets_of_the_slots_are_those_of_the_original(long age, params long[] offsets) =>
        Assert.Equal(offsets, Enumerable.Range(0, offsets.Length).Select(slot => new JavaRandom(slot).NextBelow(age)));

    [Theory]
    [InlineData(0, 9, "0-0")]
    [InlineData(0, 10, "0-1")]
    [InlineData(0, 39, "0-1")]
    [InlineData(0, 40, "0-2")]
    [InlineData(1, 23, "1-0")]
    [InlineData(1, 24, "1-1")]
    [InlineData(2, 11, "2-0")]
    [InlineData(2, 12, "2-1")]
    [InlineData(3, 1_795_341_600, "3-59844720")]
    public void A_slot_moves_on_when_its_age_has_passed_since_its_own_beginning(int number, long seconds, string token) =>
        Assert.Equal(token, PoolSlot.At(DateTimeOffset.FromUnixTimeSeconds(seconds), number, TimeSpan.FromSeconds(30)).Token);

    [Fact]
    public void Neither_the_time_zone_nor_fractions_of_a_second_change_a_slot()
    {
        var turn = DateTimeOffset.FromUnixTimeSeconds(40);

        Assert.Equal("0-1", PoolSlot.At(turn.AddTicks(-1), 0, TimeSpan.FromSeconds(30)).Token);
        Assert.Equal("0-2", PoolSlot.At(turn.ToOffset(TimeSpan.FromHours(9)), 0, TimeSpan.FromSeconds(30)).Token);
        Assert.Equal("0-2", PoolSlot.At(turn, 0, TimeSpan.FromSeconds(30.9)).Token);
    }

    [Fact]
    public void Our_slots_are_those_of_the_formula_for_any_time_age_and_slot()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var age = (i % 4) switch
            {
                0 => 1L << random.Next(0, 36),
                1 => random.NextInt64(1, 100),
                2 => random.NextInt64(1, 900_000_000_000),
                _ => random.NextInt64(1, 10_000_000),
            };
            var (now, number) = (random.NextInt64(0, 4_000_000_000), random.Next(0, 1000));

            var slot = PoolSlot.At(DateTimeOffset.FromUnixTimeSeconds(now), number, TimeSpan.FromSeconds(age));

            Assert.Equal((number, Formula(now, number, age)), (slot.Number, slot.Generation));
        }
    }

    [Fact]
    public void Runs_are_spread_evenly_over_the_slots_and_each_keeps_its_own()
    {
        var drawn = Enumerable.Range(0, 6000).Select(i => new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).ToLookup(run => PoolSlot.NumberFor(run, 3));

        Assert.Equal([0, 1, 2], drawn.Select(slot => slot.Key).Order());
        Assert.All(drawn, slot => Assert.InRange(slot.Count(), 1850, 2150));
        Assert.Equal(PoolSlot.NumberFor(new Guid(5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 1000), PoolSlot.NumberFor(new Guid(5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 1000));
    }

    /// <summary>The description of the original, a second time, in numbers without bounds.</summary>
    private static long Formula(long now, int number, long age)
    {
        var word = BigInteger.One << 64;
        var state = (number ^ 0x5DEECE66DL) % (1L << 48);
        BigInteger Half()
        {
            state = (long)(((state * (BigInteger)0x5DEECE66DL) + 11) % (BigInteger.One << 48));
            var bits = state / 65536;
            return bits >= 1L << 31 ? bits - (1L << 32) : bits;
        }

        BigInteger Unsigned()
        {
            var high = Half();
            var sum = ((high << 32) + Half()) % word;
            return sum < 0 ? sum + word : sum;
        }

        BigInteger offset;
        if (BigInteger.IsPow2(age))
        {
            offset = Unsigned() % age;
        }
        else
        {
            BigInteger drawn;
            do
            {
                drawn = Unsigned() / 2;
                offset = drawn % age;
            }
            while (drawn - offset + age - 1 >= BigInteger.One << 63);
        }

        return (long)((now + offset) / age);
    }
}
