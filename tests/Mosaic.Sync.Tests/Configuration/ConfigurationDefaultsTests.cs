using System.Reflection;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Configuration;

public sealed class ConfigurationDefaultsTests : ConfigurationFixture
{
    [Test]
    public void The_store_is_among_the_users_data_in_the_applications_folder()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

        Assert.That(new MosaicConfiguration { Application = "notes" }.GetLocalPath(), Is.EqualTo(Path.Combine(data, "notes", "app.mosaic")));
    }

    [Test]
    public void The_application_is_the_program() =>
        Assert.That(new MosaicConfiguration().Application, Is.EqualTo(Assembly.GetEntryAssembly()!.GetName().Name));

    [Test]
    [Platform("Linux")]
    public void On_Linux_the_users_data_are_where_XDG_says_whether_that_exists_or_not()
    {
        Assert.That(new MosaicConfiguration { Application = "notes" }.GetLocalPath(), Is.EqualTo(Path.Combine(Folder, "data", "notes", "app.mosaic")));

        Set("XDG_DATA_HOME", null);
        Set("HOME", Path.Combine(Folder, "home"));
        Assert.That(new MosaicConfiguration { Application = "notes" }.GetLocalPath(), Is.EqualTo(Path.Combine(Folder, "home", ".local", "share", "notes", "app.mosaic")));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_leading_tilde_is_the_users_home_in_a_file_too()
    {
        Set("HOME", Path.Combine(Folder, "home"));
        WriteFile("""{ "local": { "path": "~/notes.mosaic" } }""");

        Assert.That(MosaicConfiguration.Load().GetLocalPath(), Is.EqualTo(Path.Combine(Folder, "home", "notes.mosaic")));
    }

    [Test]
    public void A_path_that_cannot_be_is_refused_where_it_is_asked_for()
    {
        Assert.That(Refused(() => new MosaicConfiguration { Application = "." }.GetLocalPath()).Problems.Single().Field, Is.EqualTo("application"));
        Assert.That(Refused(() => new MosaicConfiguration { Local = { Path = " " } }.GetLocalPath()).Problems.Single().Field, Is.EqualTo("local.path"));
    }

    [Test]
    public void Options_are_made_of_the_fields_and_code_has_the_last_word()
    {
        var configuration = new MosaicConfiguration { RequireUser = true, Local = { Durability = Durability.Relaxed, ReadOnly = true } };
        Assert.That(Fields(configuration.CreateOptions()), Is.EqualTo((Durability.Relaxed, true, true)));

        configuration.ConfigureOptions = options => options.Durability = Durability.Full;
        Assert.That(Fields(configuration.CreateOptions()), Is.EqualTo((Durability.Full, true, true)));
        Assert.That(Fields(new MosaicConfiguration().CreateOptions()), Is.EqualTo(Fields(new MosaicOptions())));

        static (Durability, bool, bool) Fields(MosaicOptions options) => (options.Durability, options.ReadOnly, options.RequireUser);
    }

    [Test]
    public void The_text_tells_tier_adapter_and_place()
    {
        Assert.That(new MosaicConfiguration { Local = { Path = "x.mosaic" } }.ToString(), Is.EqualTo("Local tier, adapter local, path x.mosaic"));
        Assert.That(new MosaicConfiguration().ToString(), Is.EqualTo("Local tier, adapter local, path in the user's data folder"));
        Assert.That(
            new MosaicConfiguration { Tier = MosaicTier.Team }.ToString(), Is.EqualTo("Team tier, adapter postgres, schema mosaic, connection string missing"));
        Assert.That(new MosaicConfiguration { Tier = MosaicTier.Enterprise }.ToString(), Does.Contain("not available yet"));
    }
}
