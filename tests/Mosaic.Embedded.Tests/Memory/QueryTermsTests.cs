using System.Text;
using Mosaic.Memory.Search;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory;

public sealed class QueryTermsTests
{
    [TestCase("Running runners RAN", "run runner ran")]
    [TestCase("Gina\u2019s dance-style, GINA'S", "gina danc style")]
    [TestCase("What did the children's teacher paint?", "children teacher paint")]
    [TestCase("What was it?", "what was it")]
    [TestCase("I don\u2019t know", "know")]
    [TestCase("3.14 v2 user_name", "3.14 v2 user name")]
    [TestCase("\u7eff\u8336", "\u7eff\u8336")]
    [TestCase("\u559d\u7eff\u8336, \u8336", "\u559d\u7eff \u7eff\u8336 \u8336")]
    [TestCase("\u30c6\u30b9\u30c8", "\u30c6\u30b9 \u30b9\u30c8")]
    [TestCase("\u00dcBER stra\u00dfe", "uber strass")]
    [TestCase("th\u00e9 the", "the")]
    [TestCase("\ud83d\ude00 !?", "")]
    public void A_query_is_its_words_stems_without_stop_words_unless_there_is_nothing_else(string query, string terms) =>
        Assert.That(string.Join(' ', QueryTerms.Of(query)), Is.EqualTo(terms));

    [TestCase("What did I do in May?", "may")]
    [TestCase("What did I paint in May?", "paint")]
    public void Beside_a_date_no_stop_word_counts_but_May(string query, string terms) =>
        Assert.That(string.Join(' ', QueryTerms.Of(query, hasDate: true)), Is.EqualTo(terms));

    [Test]
    public void Terms_are_counted_once_and_bounded()
    {
        Assert.That(QueryTerms.Of("bees bee BEES"), Is.EqualTo(new[] { "bee" }));
        Assert.That(QueryTerms.Of(string.Join(' ', Enumerable.Range(0, 5000).Select(static i => $"w{i}"))), Has.Count.EqualTo(QueryTerms.TermsMax));
        Assert.That(QueryTerms.Of(new string('x', 1_000_000)), Is.Empty);
    }

    [Test]
    public void Korean_has_the_same_terms_at_the_same_places_however_its_syllables_are_written()
    {
        // More than any buffer, with the letters of a syllable on both sides of each end.
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"{(char)('\uAC00' + (i * 7919 % 11_172))}{(i % 5 == 0 ? " " : i % 7 == 0 ? "ab" : "")}"));
        var letters = text.Normalize(NormalizationForm.FormD) + "\u1100\u1100";

        var terms = TextAnalysis.OfText(letters);

        Assert.That(terms.Select(static term => term.Term), Is.EqualTo(TextAnalysis.OfText(text + "\u1100\u1100").Select(static term => term.Term)));
        foreach (var term in terms.Where(static term => term.Term.All(char.IsAsciiLetter)))
        {
            Assert.That(letters.Substring(term.Start, term.Length), Is.EqualTo("ab"));
        }
    }

    [Test]
    public void Many_different_words_are_made_as_few_are()
    {
        for (var i = 0; i < 40_000; i++)
        {
            QueryTerms.Of($"word{i}s");
        }

        Assert.That(QueryTerms.Of("Walking's end"), Is.EqualTo(new[] { "walk", "end" }));
    }

    [Test]
    public void Places_are_in_UTF16_units_and_bounded()
    {
        Assert.That(Highlighter.Find("\ud83d\ude00 bees", QueryTerms.Of("bee")), Is.EqualTo(new[] { (3, 4) }));
        Assert.That(Highlighter.Find(string.Join(' ', Enumerable.Repeat("bee", 9999)), QueryTerms.Of("bee")), Has.Count.EqualTo(Highlighter.PlacesMax));
    }
}
