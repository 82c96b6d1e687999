using System.Runtime.InteropServices;

namespace Spydra.Options;

/// <summary>
/// gcloud's durations: <c>30m</c>, <c>1.5h</c>, <c>3d6h</c>, <c>PT1H30M</c>, <c>P1D</c>, a bare whole number for seconds. Fractions trickle
/// down unit by unit, rounded to four digits each time, and a year is 365.2422 days, as gcloud computes them: the requests must be equal.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DurationText
{
    private const double DaysInYear = 365.2422;
    private const double SecondsInDay = 86400;
    private const double Largest = 1e15;
    private const double LongestSpan = 9e11;

    /// <summary>Whole years and months, for reckoning with the calendar.</summary>
    public int Months { get; private init; }

    /// <summary>Whole days beside the months.</summary>
    public int Days { get; private init; }

    /// <summary>What is below a day.</summary>
    public TimeSpan Time { get; private init; }

    /// <summary>The whole in seconds.</summary>
    public double TotalSeconds { get; private init; }

    /// <summary>The whole as a time span.</summary>
    public TimeSpan Span => Clamped(TotalSeconds);

    /// <summary>As the API takes it: <c>1800s</c>, <c>90.5s</c>.</summary>
    public string Wire
    {
        get
        {
            var rounded = FourDigits(TotalSeconds);
            return (rounded == Math.Floor(rounded) ? rounded.ToString("0") : rounded.ToString("0.####")) + "s";
        }
    }

    /// <summary>That much later, months by the calendar.</summary>
    public DateTimeOffset After(DateTimeOffset start) => start.AddMonths(Months).AddDays(Days) + Time;

    /// <summary>Reads a duration; the fault says what stands in the way.</summary>
    public static string? Parse(string text, out DurationText duration)
    {
        duration = default;
        if (Grammars.TryInteger(text, out var seconds)) text = seconds + "s";

        var rest = Digits.Plain(text).ToUpperInvariant();
        var sign = rest.StartsWith('-') ? -1 : 1;
        if (rest.StartsWith('-') || rest.StartsWith('+')) rest = rest[1..];
        var clock = !rest.StartsWith('P');
        if (!clock) rest = rest[1..];
        if (rest == "0" && !clock) return null;

        double years = 0, months = 0, days = 0, hours = 0, minutes = 0, secs = 0;
        var separated = false;
        var digits = "";
        for (var i = 0; i < rest.Length; i++)
        {
            var c = rest[i];
            if (char.IsAsciiDigit(c) || c is '.' or ',')
            {
                digits += c == ',' ? '.' : c;
                continue;
            }

            if (c == 'T' && digits.Length == 0)
            {
                if (separated) return "has two 'T'";
                separated = clock = true;
                continue;
            }

            if (digits.Length == 0) return $"has the unit '{c}' without a number before it";
            if (!double.TryParse(digits, out var number)) return $"has \"{digits}\", which is not a number";
            if (number > Largest) return "is longer than anything lasts";
            number *= sign;
            digits = "";
            if (c is 'M' or 'U' or 'N' && i + 2 == rest.Length && rest[i + 1] == 'S')
            {
                secs += number / (c == 'M' ? 1e3 : c == 'U' ? 1e6 : 1e9);
                break;
            }

            switch (c)
            {
                case 'Y': years += number; break;
                case 'W': days += number * 7; break;
                case 'D': days += number; break;
                case 'M' when !clock: months += number; clock = true; break;
                case 'H': hours += number; clock = true; break;
                case 'M': minutes += number; break;
                case 'S': secs += number; clock = true; break;
                default: return $"has the unknown unit '{c}'";
            }
        }

        if (digits.Length > 0) return $"ends with \"{digits}\" without a unit";
        duration = Normalize(years, months, days, hours, minutes, secs);
        return null;
    }

    private static DurationText Normalize(double years, double months, double days, double hours, double minutes, double seconds)
    {
        days += DaysInYear * Fraction(ref years);
        days += Math.Truncate(DaysInYear * Fraction(ref months) / 12);
        hours += 24 * Fraction(ref days);
        minutes += 60 * Fraction(ref hours);
        seconds += 60 * Fraction(ref minutes);
        var micros = Math.Truncate(1e6 * Fraction(ref seconds)) / 1e6;

        minutes += Carry(ref seconds, 60);
        hours += Carry(ref minutes, 60);
        var exact = days == 0 && months == 0 && years == 0;
        if (!exact) days += Carry(ref hours, 24);
        var clock = seconds + minutes * 60 + hours * 3600;
        if (exact) return new() { Time = Clamped(clock + micros), TotalSeconds = clock + micros };

        // A year may first have 366 days before days turn into years.
        if (Math.Abs(days) >= 366)
        {
            years += Math.Sign(days);
            days -= 366 * Math.Sign(days);
        }

        years += Carry(ref days, DaysInYear);
        years += Carry(ref months, 12);
        var whole = micros + clock + days * SecondsInDay + months * (SecondsInDay * DaysInYear / 12) + years * SecondsInDay * DaysInYear;
        return new()
        {
            Months = (int)(years * 12 + months),
            Days = (int)days,
            Time = Clamped(clock + micros),
            TotalSeconds = Math.Round(whole) + micros,
        };
    }

    private static TimeSpan Clamped(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, -LongestSpan, LongestSpan));

    private static double Fraction(ref double number)
    {
        var whole = Math.Truncate(number);
        var fraction = FourDigits(FourDigits(number) - whole);
        number = whole;
        return fraction;
    }

    // By the exact value of the double, as Python rounds; Math.Round scales first, and so rounds 90.55555 up. A tie is exact.
    private static double FourDigits(double number) =>
        number * 32 == Math.Floor(number * 32) ? Math.Round(number, 4) : double.Parse(number.ToString("F4"));

    private static double Carry(ref double number, double size)
    {
        var carry = Math.Truncate(number / size);
        number = Math.Truncate(number - Math.Truncate(carry * size));
        return carry;
    }
}
