using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Texts of other languages than English are found by their words, or by parts of a text that has no spaces.</summary>
public abstract class LanguageSearchSpec : MosaicSpec
{
    private IMemoryStore Memory => Store.Memory;

    [TestCase("绿茶", "我喜欢喝绿茶。", "绿色的茶杯")]
    [TestCase("茶", "我喜欢喝绿茶。", "我喜欢喝咖啡。")]
    [TestCase("東京タワー", "昨日は東京タワーに行きました", "京都のタワー")]
    [TestCase("ﾀﾜｰ", "東京タワーに行きました", "京都に行きました")]
    [TestCase("サッカー", "週末はサッカーをします", "週末は野球をします")]
    [TestCase("たべもの", "すきなたべものはすしです", "すきないろはあおです")]
    [TestCase("서울", "작년에 서울에서 만났어요", "작년에 부산에서 만났어요")]
    [TestCase("한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8에서 만났어요", "부산에서 만났어요")]
    [TestCase("\u1112\u1161\u11AB\u1100\u116E\u11A8", "작년에 한국에서 만났어요", "부산에서 만났어요")]
    [TestCase("กาแฟ", "ฉันชอบดื่มกาแฟทุกเช้า", "ฉันชอบดื่มชาทุกเช้า")]
    [TestCase("ПАРКЕ", "Мы гуляли в парке", "Мы сидели дома")]
    [TestCase("елка", "Наша ёлка до потолка", "Наша палка до потолка")]
    [TestCase("мой", "Это мой дом", "мои")]
    [TestCase("القاهرة", "سافرنا إلى القَاهِرَة في الربيع", "سافرنا إلى دمشق في الربيع")]
    [TestCase("احمد", "قابلت أحمد أمس", "قابلت منى أمس")]
    [TestCase("καφες", "Ο ΚΑΦΈΣ είναι ζεστός", "Το τσάι είναι ζεστό")]
    [TestCase("שלום", "שָׁלוֹם לכולם", "תודה לכולם")]
    [TestCase("हिन्दी", "मैं हिन्दी बोलता हूँ", "मैं अंग्रेज़ी बोलता हूँ")]
    [TestCase("café", "We met at the cafe.", "We met at the pier.")]
    [TestCase("cafe", "We met at the café.", "We met at the pier.")]
    [TestCase("cafe", "We met at the cafe\u0301.", "We met at the pier.")]
    [TestCase("koln", "Die Straße nach Köln", "Die Straße nach Bonn")]
    [TestCase("strasse", "Die Straße nach Köln", "Der Weg nach Köln")]
    [TestCase("Đà Nẵng", "Chúng tôi ở Da Nang.", "Chúng tôi ở Hue.")]
    [TestCase("Ｔｏｋｙｏ", "A flight to Tokyo.", "A flight to Osaka.")]
    public async Task A_text_is_found_by_its_words_however_they_are_written(string query, string text, string other)
    {
        await Memory.Insights.StoreAsync(new NewInsight { Id = "a", UserId = LocalUser.Id, Content = text });
        await Memory.Insights.StoreAsync(new NewInsight { Id = "b", UserId = LocalUser.Id, Content = other });
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = LocalUser.Id, Speaker = "x", Content = text });
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "u", SessionId = "r", UserId = LocalUser.Id, Speaker = "x", Content = other });

        var hits = await Memory.SearchAsync(query);

        Assert.That(hits.Take(2).Select(static hit => hit.Id), Is.EquivalentTo(new[] { "a", "t" }));
        Assert.That(hits[0].Highlights, Is.Not.Empty);
    }

    [Test]
    public async Task A_part_of_a_text_without_spaces_is_marked_as_one_place()
    {
        await Memory.Insights.StoreAsync(new NewInsight { UserId = LocalUser.Id, Content = "昨日は東京タワーに行きました" });

        var hit = (await Memory.SearchAsync("東京タワー"))[0];

        Assert.That(hit.Highlights, Is.EqualTo(new[] { (3, 5) }));
    }

    [TestCase("กาแฟ", "ฉันชอบดื่มชาทุกเช้าและอ่านหนังสือพิมพ์")]
    [TestCase("ກາເຟ", "ຂ້ອຍມັກດື່ມຊາທຸກເຊົ້າ")]
    [TestCase("កាហ្វេ", "ខ្ញុំចូលចិត្តផឹកតែរាល់ព្រឹក")]
    [TestCase("ကော်ဖီ", "မနက်တိုင်းလက်ဖက်ရည်သောက်တယ်")]
    [TestCase("서울", "작년에부산에서만났어요")]
    [TestCase("コーヒー", "オレンジジュース")]
    public async Task A_run_without_spaces_is_found_by_its_parts_however_long_it_is(string word, string other)
    {
        var around = string.Concat(Enumerable.Repeat(other, 40));
        await Memory.Insights.StoreAsync(new NewInsight { Id = "a", UserId = LocalUser.Id, Content = around + word + around });
        await Memory.Insights.StoreAsync(new NewInsight { Id = "b", UserId = LocalUser.Id, Content = around });

        var hit = (await Memory.SearchAsync(word, 1)).Single();

        Assert.That(hit.Id, Is.EqualTo("a"));
        Assert.That(hit.Highlights, Does.Contain((around.Length, word.Length)));
    }

    [Test]
    public async Task A_syllable_written_as_its_letters_is_marked_whole()
    {
        await Memory.Insights.StoreAsync(new NewInsight { UserId = LocalUser.Id, Content = "bees \u1112\u1161\u11AB\u1100\u116E\u11A8 bees" });

        var hit = (await Memory.SearchAsync("한국"))[0];

        Assert.That(hit.Highlights, Is.EqualTo(new[] { (5, 6) }));
    }
}
