using System.Text.Json;
using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace Mosaic.Specs;

/// <summary>What users prefer, by key.</summary>
public abstract class PreferenceSpec : MosaicSpec
{
    private IPreferences Preferences => Store.Memory.Preferences;

    [Test]
    public async Task A_preference_is_read_as_it_was_set()
    {
        await Preferences.SetAsync("ann", "editor", new { font = "Iosevka", size = 12.5 }, "tools");

        var read = await Preferences.GetAsync<JsonElement>("ann", "editor");

        Assert.That(read!.Key, Is.EqualTo("editor"));
        Assert.That(read.Category, Is.EqualTo("tools"));
        Assert.That(read.ModifiedAt, Is.EqualTo(Clock.GetUtcNow()));
        Assert.That(read.Value.GetProperty("font").GetString(), Is.EqualTo("Iosevka"));
        Assert.That(read.Value.GetProperty("size").GetRawText(), Is.EqualTo("12.5"));
    }

    [Test]
    public async Task Setting_again_replaces_value_and_category()
    {
        await Preferences.SetAsync("ann", "theme", "dark", "look");
        await Preferences.SetAsync("ann", "theme", "light");

        var read = await Preferences.GetAsync<string>("ann", "theme");

        Assert.That(read!.Value, Is.EqualTo("light"));
        Assert.That(read.Category, Is.Null);
        Assert.That(await ToListAsync(Preferences.ListAsync("ann")), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_absent_preference_is_null_and_the_fallback_answers()
    {
        Assert.That(await Preferences.GetAsync<int>("ann", "limit"), Is.Null);
        Assert.That(await Preferences.GetOrDefaultAsync("ann", "limit", 7), Is.EqualTo(7));
        await Preferences.SetAsync("ann", "limit", 0);
        Assert.That(await Preferences.GetOrDefaultAsync("ann", "limit", 7), Is.Zero);
    }

    [Test]
    public async Task Deleting_tells_whether_there_was_one()
    {
        await Preferences.SetAsync("ann", "theme", "dark");

        Assert.That(await Preferences.DeleteAsync("ann", "theme"), Is.True);
        Assert.That(await Preferences.DeleteAsync("ann", "theme"), Is.False);
        Assert.That(await Preferences.GetAsync<string>("ann", "theme"), Is.Null);
    }

    [Test]
    public async Task A_list_has_one_users_preferences_of_a_category_in_the_order_of_keys()
    {
        for (var i = 0; i < 600; i++)
        {
            await Preferences.SetAsync("ann", $"key{i:000}", i, i % 2 == 0 ? "even" : null);
        }

        await Preferences.SetAsync("anna", "other", 1, "even");

        var even = await ToListAsync(Preferences.ListAsync("ann", "even"));
        Assert.That(even.Select(static preference => preference.Value.GetInt32()), Is.EqualTo(Enumerable.Range(0, 300).Select(static i => 2 * i)));
        Assert.That(await ToListAsync(Preferences.ListAsync("ann")), Has.Count.EqualTo(600));
        Assert.That(await ToListAsync(Preferences.ListAsync("nobody")), Is.Empty);
    }

    [Test]
    public async Task A_value_of_another_type_is_refused_when_read()
    {
        await Preferences.SetAsync("ann", "theme", "dark");

        Assert.That(async () => await Preferences.GetAsync<int>("ann", "theme"), Refused());
        Assert.That(async () => await Preferences.GetOrDefaultAsync("ann", "theme", 7), Refused());

        static IResolveConstraint Refused() => Throws.TypeOf<InvalidDocumentException>()
            .With.Message.StartsWith("The preference 'theme' does not fit Int32: ").And.Property("Hint").Contains("JsonElement");
    }

    [Test]
    public async Task Every_write_is_a_change()
    {
        await Preferences.SetAsync("ann", "theme", "dark");
        await Preferences.SetAsync("ann", "theme", "light");
        await Preferences.DeleteAsync("ann", "theme");

        var changes = new List<Change>();
        await foreach (var change in Store.Changes.ReadAsync())
        {
            changes.Add(change);
            if (change.Operation == ChangeOperation.Delete)
            {
                break;
            }
        }

        Assert.That(
            changes.Select(static change => (change.Kind, change.Collection, change.Id, change.Version, change.Operation)),
            Is.EqualTo(new[]
            {
                ("preference", "ann", "theme", 1L, ChangeOperation.Put),
                ("preference", "ann", "theme", 2L, ChangeOperation.Put),
                ("preference", "ann", "theme", 2L, ChangeOperation.Delete),
            }));
    }
}
