using System.Globalization;

namespace Mosaic;

/// <summary>
/// The dates that a query names in English words or ISO 8601: "7 May 2023", "May 7th", "in March", "on Friday", "2023-05-07", "last
/// week". Each is a condition on a day; how much a day is worth is the sum of those that it meets, each by how few days of the
/// conversations meet it.
/// </summary>
public sealed class DateWords
{
    private static readonly string[] Months =
        [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12).Select(static name => name.ToLowerInvariant())];

    private static readonly string[] WeekDays =
        [.. CultureInfo.InvariantCulture.DateTimeFormat.DayNames.Select(static name => name.ToLowerInvariant())];

    // What is counted back from a day after it is a date, too.
    private static readonly DateOnly First = new(3, 1, 1);

    private readonly List<Condition> _conditions = [];

    private DateWords()
    {
    }

    private enum Part
    {
        Year,
        Month,
        MonthDay,
        Day,
        WeekDay,
        Range,
    }

    /// <summary>Whether the query names any.</summary>
    public bool IsEmpty => _conditions.Count == 0;

    /// <summary>Reads a query.</summary>
    /// <param name="query">As it was typed: May the month has a capital, or a number or "last" beside it.</param>
    /// <param name="today">What "last week" is counted from.</param>
    public static DateWords Parse(string query, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = new DateWords();
        words.Read(Split(query), today < First ? First : today);
        return words;
    }

    /// <summary>What each condition is worth where <paramref name="days"/> have so many turns.</summary>
    /// <param name="days">The days of the conversations, each with how many turns it has.</param>
    /// <returns>A function that tells what a day is worth; null when no day meets any condition.</returns>
    public Func<DateOnly, double>? Worth(IEnumerable<KeyValuePair<DateOnly, int>> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        if (IsEmpty)
        {
            return null;
        }

        var counts = new long[_conditions.Count];
        var all = 0L;
        foreach (var (day, turns) in days)
        {
            all += turns;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += _conditions[i].Holds(day) ? turns : 0;
            }
        }

        var worths = Array.ConvertAll(counts, count => count == 0 ? 0 : ConversationScorer.Idf(all, count));
        return worths.All(static worth => worth == 0) ? null : day =>
        {
            var sum = 0.0;
            for (var i = 0; i < worths.Length; i++)
            {
                sum += _conditions[i].Holds(day) ? worths[i] : 0;
            }

            return sum;
        };
    }

    private static List<string> Split(string query)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= query.Length; i++)
        {
            var within = i < query.Length && (char.IsLetterOrDigit(query[i]) || (query[i] == '-' && start >= 0));
            if (within && start < 0)
            {
                start = i;
            }
            else if (!within && start >= 0)
            {
                words.Add(query[start..i]);
                start = -1;
            }
        }

        return words;
    }

    private void Read(List<string> words, DateOnly today)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var before = i > 0 ? words[i - 1] : "";
            var after = i + 1 < words.Count ? words[i + 1] : "";
            if (DateOnly.TryParseExact(words[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                AddDay(day.Year, day.Month, day.Day);
            }
            else if (MonthOf(words[i], DayOf(before) > 0 || (before is "of" && i > 1 && DayOf(words[i - 2]) > 0) || IsLast(before) || DayOf(after) > 0 || YearOf(after) > 0) is var month and > 0)
            {
                AddMonth(words, i, month, today);
            }
            else if (YearOf(words[i]) is var year and > 0)
            {
                Add(new Condition(Part.Year, year, 0, default, default));
            }
            else if (WeekDayOf(words[i]) is var weekDay and >= 0)
            {
                AddWeekDay(weekDay, IsLast(before), today);
            }
            else
            {
                AddRelative(words[i], before, today);
            }
        }
    }

    private void AddMonth(List<string> words, int at, int month, DateOnly today)
    {
        var day = at > 0 ? DayOf(words[at - 1]) : 0;
        if (day == 0 && at > 1 && words[at - 1] is "of")
        {
            day = DayOf(words[at - 2]);
        }

        if (day == 0 && at + 1 < words.Count)
        {
            day = DayOf(words[at + 1]);
        }

        if (day == 0 && at > 0 && IsLast(words[at - 1]))
        {
            var first = new DateOnly(month < today.Month ? today.Year : today.Year - 1, month, 1);
            Add(new Condition(Part.Range, 0, 0, first, first.AddMonths(1).AddDays(-1)));
            return;
        }

        Add(new Condition(Part.Month, month, 0, default, default));
        if (day > 0)
        {
            Add(new Condition(Part.Day, day, 0, default, default));
            Add(new Condition(Part.MonthDay, month, day, default, default));
        }
    }

    private void AddDay(int year, int month, int day)
    {
        Add(new Condition(Part.Year, year, 0, default, default));
        Add(new Condition(Part.Month, month, 0, default, default));
        Add(new Condition(Part.Day, day, 0, default, default));
        Add(new Condition(Part.MonthDay, month, day, default, default));
    }

    private void AddWeekDay(int weekDay, bool last, DateOnly today)
    {
        if (last)
        {
            var back = ((int)today.DayOfWeek - weekDay + 6) % 7;
            var day = today.AddDays(-1 - back);
            Add(new Condition(Part.Range, 0, 0, day, day));
        }
        else
        {
            Add(new Condition(Part.WeekDay, weekDay, 0, default, default));
        }
    }

    private void AddRelative(string word, string before, DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        (DateOnly From, DateOnly To)? range = word.ToLowerInvariant() switch
        {
            "today" => (today, today),
            "yesterday" => (today.AddDays(-1), today.AddDays(-1)),
            "week" when IsLast(before) => (monday.AddDays(-7), monday.AddDays(-1)),
            "month" when IsLast(before) => (new DateOnly(today.Year, today.Month, 1).AddMonths(-1), new DateOnly(today.Year, today.Month, 1).AddDays(-1)),
            "year" when IsLast(before) => (new DateOnly(today.Year - 1, 1, 1), new DateOnly(today.Year - 1, 12, 31)),
            _ => null,
        };
        if (range is { } found)
        {
            Add(new Condition(Part.Range, 0, 0, found.From, found.To));
        }
    }

    private void Add(Condition condition)
    {
        const int max = 64;
        if (_conditions.Count < max && !_conditions.Contains(condition))
        {
            _conditions.Add(condition);
        }
    }

    private static bool IsLast(string word) => word.Equals("last", StringComparison.OrdinalIgnoreCase);

    private static int MonthOf(string word, bool certain)
    {
        if (word.Length < 3 || (!char.IsUpper(word[0]) && !certain && word.Equals("may", StringComparison.OrdinalIgnoreCase)))
        {
            return 0;
        }

        var lower = word.ToLowerInvariant();
        return Array.FindIndex(Months, month => month == lower || ((lower.Length == 3 || lower == "sept") && month.StartsWith(lower, StringComparison.Ordinal) && certain)) + 1;
    }

    private static int WeekDayOf(string word)
    {
        var lower = word.ToLowerInvariant();
        return Array.FindIndex(WeekDays, day => day == lower || (lower.Length == day.Length + 1 && lower[^1] == 's' && lower.StartsWith(day, StringComparison.Ordinal)));
    }

    private static int YearOf(string word) =>
        word.Length == 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and < 2100 ? year : 0;

    private static int DayOf(string word)
    {
        var digits = word.AsSpan();
        if (digits.Length > 2 && digits[^2..] is "st" or "nd" or "rd" or "th")
        {
            digits = digits[..^2];
        }

        return digits.Length is 1 or 2 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 31 ? day : 0;
    }

    private readonly record struct Condition(Part Part, int Number, int Second, DateOnly From, DateOnly To)
    {
        public bool Holds(DateOnly day) => Part switch
        {
            Part.Year => day.Year == Number,
            Part.Month => day.Month == Number,
            Part.Day => day.Day == Number,
            Part.MonthDay => day.Month == Number && day.Day == Second,
            Part.WeekDay => (int)day.DayOfWeek == Number,
            _ => day >= From && day <= To,
        };
    }
}
