using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory;

public sealed class DateWordsTests
{
    private static readonly DateOnly Today = new(2026, 3, 4); // a Wednesday

    [TestCase("on 7 May 2023", "2023-05-07")]
    [TestCase("on the 7th of May, 2023", "2023-05-07")]
    [TestCase("May 7th 2023", "2023-05-07")]
    [TestCase("at 2023-05-07?", "2023-05-07")]
    [TestCase("yesterday", "2026-03-03")]
    [TestCase("last Monday", "2026-03-02")]
    [TestCase("last wednesday", "2026-02-25")]
    [TestCase("Sept 3", "2022-09-03")]
    public void A_date_is_the_best_of_all_days(string query, string day)
    {
        var wanted = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        var worth = Worth(query)!;

        Assert.That(worth(wanted), Is.GreaterThanOrEqualTo(Days.Max(worth)).And.Positive);
    }

    [TestCase("last week", "2026-02-23", "2026-03-01")]
    [TestCase("last month", "2026-02-01", "2026-02-28")]
    [TestCase("last year", "2025-01-01", "2025-12-31")]
    [TestCase("last May", "2025-05-01", "2025-05-31")]
    [TestCase("last may", "2025-05-01", "2025-05-31")]
    [TestCase("last dec", "2025-12-01", "2025-12-31")]
    [TestCase("last March", "2025-03-01", "2025-03-31")]
    public void What_is_counted_from_today_is_these_days_alone(string query, string first, string last)
    {
        var worth = Worth(query)!;

        var found = Days.Where(day => worth(day) > 0).ToList();
        Assert.That($"{found[0]:yyyy-MM-dd} {found[^1]:yyyy-MM-dd}", Is.EqualTo($"{first} {last}"));
        Assert.That(found, Has.Count.EqualTo(found[^1].DayNumber - found[0].DayNumber + 1));
    }

    [TestCase("in May")]
    [TestCase("in march")]
    [TestCase("on Fridays")]
    [TestCase("during 2024")]
    public void A_month_a_weekday_and_a_year_are_some_of_all_days(string query)
    {
        var worth = Worth(query)!;

        Assert.That(Days.Count(day => worth(day) > 0), Is.InRange(90, 1000));
    }

    [TestCase("I may go at 7")]
    [TestCase("it was sat in the mar")]
    [TestCase("the 7th time")]
    [TestCase("12345 and 1776")]
    [TestCase("last but not least")]
    [TestCase("9999-99-99 -- - --1 2023-13-45")]
    [TestCase("")]
    public void Other_words_are_no_dates(string query) => Assert.That(DateWords.Parse(query, Today).IsEmpty, Is.True);

    [Test]
    public void Days_that_there_are_none_of_are_worth_nothing() =>
        Assert.That(DateWords.Parse("May 1950", Today).Worth([new(new DateOnly(2023, 6, 1), 5)]), Is.Null);

    [Test]
    public void The_first_days_of_the_calendar_have_no_last_week()
    {
        var words = DateWords.Parse("yesterday, last week, last month, last year, last May, last Monday", DateOnly.MinValue);

        Assert.That(words.Worth([new(DateOnly.MinValue, 1)]), Is.Null);
    }

    private static IEnumerable<DateOnly> Days { get; } = [.. Enumerable.Range(0, 1900).Select(static day => new DateOnly(2021, 9, 1).AddDays(day))];

    private static Func<DateOnly, double>? Worth(string query) =>
        DateWords.Parse(query, Today).Worth(Days.Select(static day => KeyValuePair.Create(day, 1)));
}
