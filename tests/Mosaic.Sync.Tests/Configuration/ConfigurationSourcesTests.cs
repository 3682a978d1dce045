using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Configuration;

public sealed class ConfigurationSourcesTests : ConfigurationFixture
{
    private const string Everything = """
        {
          // comments and a trailing comma are fine
          "$schema": "https://example.org/mosaic.schema.json",
          "tier": "team",
          "adapter": "postgres",
          "application": "notes",
          "requireUser": true,
          "local": { "path": "notes.mosaic", "durability": "relaxed", "readOnly": true },
          "team": {
            "connectionString": "Host=db;Database=notes",
            "schema": "notes_1",
            "poolSizeMax": 12,
            "connectTimeout": "00:00:05",
            "commandTimeout": "00:01:30"
          },
          "settings": { "Endpoint": "valkey:6379", "nested": { "depth": 2, "on": true, "off": null } },
        }
        """;

    [Test]
    public void Without_a_file_or_a_variable_the_defaults_are_those_of_a_new_configuration()
    {
        var loaded = MosaicConfiguration.Load();

        AssertDefaults(loaded);
        AssertDefaults(new MosaicConfiguration());
    }

    [Test]
    public void The_file_in_the_current_folder_sets_every_field()
    {
        WriteFile(Everything);

        AssertEverything(MosaicConfiguration.Load());
    }

    [Test]
    public void A_file_given_by_its_path_is_read_and_the_one_in_the_current_folder_is_not()
    {
        WriteFile("""{ "application": "wrong" }""");
        WriteFile("""{ "application": "right" }""", "elsewhere/other.json");

        Assert.That(MosaicConfiguration.Load("elsewhere/other.json").Application, Is.EqualTo("right"));
    }

    [Test]
    public void The_file_beside_the_program_is_read_when_the_current_folder_has_none()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "mosaic.json");
        File.WriteAllText(beside, """{ "application": "beside" }""");
        try
        {
            Assert.That(MosaicConfiguration.Load().Application, Is.EqualTo("beside"));
            WriteFile("""{ "application": "current" }""");
            Assert.That(MosaicConfiguration.Load().Application, Is.EqualTo("current"));
        }
        finally
        {
            File.Delete(beside);
        }
    }

    [Test]
    public void Variables_set_every_field()
    {
        Set("MOSAIC_TIER", "Team");
        Set("MOSAIC_ADAPTER", "postgres");
        Set("MOSAIC_APPLICATION", "notes");
        Set("MOSAIC_REQUIREUSER", "true");
        Set("MOSAIC_LOCAL__PATH", "notes.mosaic");
        Set("MOSAIC_LOCAL__DURABILITY", "RELAXED");
        Set("MOSAIC_LOCAL__READONLY", "True");
        Set("MOSAIC_TEAM__CONNECTIONSTRING", "Host=db;Database=notes");
        Set("MOSAIC_TEAM__SCHEMA", "notes_1");
        Set("MOSAIC_TEAM__POOLSIZEMAX", "12");
        Set("MOSAIC_TEAM__CONNECTTIMEOUT", "00:00:05");
        Set("MOSAIC_TEAM__COMMANDTIMEOUT", "00:01:30");
        Set("MOSAIC_SETTINGS__ENDPOINT", "valkey:6379");
        Set("MOSAIC_SETTINGS__NESTED__DEPTH", "2");
        Set("MOSAIC_SETTINGS__NESTED__ON", "true");

        AssertEverything(MosaicConfiguration.Load());
    }

    [Test]
    public void A_variable_replaces_what_the_file_says_and_leaves_the_rest()
    {
        WriteFile("""{ "application": "file", "LOCAL": { "Durability": "relaxed", "path": "file.mosaic" } }""");
        Set("MOSAIC_PATH", "variable.mosaic");

        var configuration = MosaicConfiguration.Load();

        Assert.That(configuration.GetLocalPath(), Is.EqualTo(Path.Combine(Folder, "variable.mosaic")));
        Assert.That(configuration.Local.Durability, Is.EqualTo(Durability.Relaxed));
        Assert.That(configuration.Application, Is.EqualTo("file"));
    }

    [Test]
    public void A_variable_mends_a_wrong_value_of_the_file()
    {
        WriteFile("""{ "tier": "teem" }""");
        Set("MOSAIC_TIER", "local");

        Assert.That(MosaicConfiguration.Load().Tier, Is.EqualTo(MosaicTier.Local));
    }

    [Test]
    public void An_empty_variable_counts_as_not_set()
    {
        WriteFile("""{ "application": "file" }""");
        Set("MOSAIC_APPLICATION", "");

        Assert.That(MosaicConfiguration.Load().Application, Is.EqualTo("file"));
    }

    [Test]
    public void Variables_of_other_programs_are_left_alone()
    {
        Set("MOSAIC_TEST_POSTGRES", "Host=localhost");
        Set("MOSAIC_REQUIRE_POSTGRES", "1");
        Set("MOSAIC_GATEWAY_PORT", "80");

        AssertDefaults(MosaicConfiguration.Load());
    }

    [Test]
    public void The_connection_of_the_environment_replaces_the_one_of_the_file_whichever_field_holds_it()
    {
        Set("TESTS_CONNECTION", "Host=variable");
        WriteFile("""{ "tier": "team", "team": { "connectionStringVariable": "TESTS_NOWHERE" } }""");
        Set("MOSAIC_CONNECTION", "Host=direct");
        Assert.That(MosaicConfiguration.Load().Team.GetConnectionString(), Is.EqualTo("Host=direct"));

        WriteFile("""{ "tier": "team", "team": { "connectionString": "Host=file" } }""");
        Set("MOSAIC_CONNECTION", null);
        Set("MOSAIC_TEAM__CONNECTIONSTRINGVARIABLE", "TESTS_CONNECTION");
        Assert.That(MosaicConfiguration.Load().Team.GetConnectionString(), Is.EqualTo("Host=variable"));
    }

    [Test]
    public void A_relative_path_in_a_file_begins_at_the_folder_of_the_file()
    {
        WriteFile("""{ "local": { "path": "store/notes.mosaic" } }""", "etc/mosaic.json");

        Assert.That(MosaicConfiguration.Load("etc/mosaic.json").GetLocalPath(), Is.EqualTo(Path.Combine(Folder, "etc", "store", "notes.mosaic")));
    }

    [Test]
    public void A_section_of_an_applications_configuration_sets_every_field()
    {
        WriteFile($$"""{ "Logging": { "LogLevel": "Debug" }, "Mosaic": {{Everything.TrimEnd()}} }""", "appsettings.json");
        var application = new ConfigurationBuilder().AddJsonFile(Path.Combine(Folder, "appsettings.json")).Build();

        AssertEverything(MosaicConfiguration.From(application.GetSection("Mosaic")));
    }

    [Test]
    public void Of_dotnets_configuration_the_last_source_counts_and_variables_are_read_only_if_it_reads_them()
    {
        WriteFile("""{ "application": "file", "requireUser": true }""");
        Set("MOSAIC_APPLICATION", "variable");
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(Folder, "mosaic.json"));

        Assert.That(MosaicConfiguration.From(file.Build()).Application, Is.EqualTo("file"));
        var both = MosaicConfiguration.From(file.AddEnvironmentVariables("MOSAIC_").Build());
        Assert.That((both.Application, both.RequireUser), Is.EqualTo(("variable", true)));
    }

    [Test]
    public void A_section_that_does_not_exist_is_refused_by_its_name()
    {
        var application = new ConfigurationBuilder().AddInMemoryCollection([new("Mosaic:Tier", "team")]).Build();

        var problem = Refused(() => MosaicConfiguration.From(application.GetSection("Mosiac"))).Problems.Single();

        Assert.That(problem.Source, Is.EqualTo("configuration, Mosiac"));
    }

    [Test]
    public void A_section_that_is_a_single_value_is_refused()
    {
        var application = new ConfigurationBuilder().AddInMemoryCollection([new("Mosaic", "team")]).Build();

        Assert.That(Refused(() => MosaicConfiguration.From(application.GetSection("Mosaic"))).Message, Does.Contain("section is expected"));
    }

    [Test]
    public void A_wrong_field_of_a_section_is_named_with_its_path_there()
    {
        var application = new ConfigurationBuilder().AddInMemoryCollection([new("Mosaic:Local:Durability", "fast")]).Build();

        var problem = Refused(() => MosaicConfiguration.From(application.GetSection("Mosaic"))).Problems.Single();

        Assert.That((problem.Field, problem.Source, problem.Value), Is.EqualTo(("local.durability", "configuration, Mosaic:Local:Durability", "fast")));
    }

    private static void AssertDefaults(MosaicConfiguration configuration)
    {
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Tier, Is.EqualTo(MosaicTier.Local));
            Assert.That(configuration.Adapter, Is.Null);
            Assert.That(configuration.Application, Is.Not.Empty);
            Assert.That(configuration.RequireUser, Is.False);
            Assert.That(configuration.Local.Path, Is.Null);
            Assert.That(configuration.Local.Durability, Is.EqualTo(Durability.Full));
            Assert.That(configuration.Local.ReadOnly, Is.False);
            Assert.That(configuration.Team.GetConnectionString(), Is.Null);
            Assert.That(configuration.Team.Schema, Is.EqualTo("mosaic"));
            Assert.That(configuration.Settings, Is.Empty);
        });
    }

    private static void AssertEverything(MosaicConfiguration configuration)
    {
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Tier, Is.EqualTo(MosaicTier.Team));
            Assert.That(configuration.Adapter, Is.EqualTo("postgres"));
            Assert.That(configuration.Application, Is.EqualTo("notes"));
            Assert.That(configuration.RequireUser, Is.True);
            Assert.That(configuration.GetLocalPath(), Is.EqualTo(Path.GetFullPath("notes.mosaic")));
            Assert.That(configuration.Local.Durability, Is.EqualTo(Durability.Relaxed));
            Assert.That(configuration.Local.ReadOnly, Is.True);
            Assert.That(configuration.Team.GetConnectionString(), Is.EqualTo("Host=db;Database=notes"));
            Assert.That(configuration.Team.Schema, Is.EqualTo("notes_1"));
            Assert.That(configuration.Team.PoolSizeMax, Is.EqualTo(12));
            Assert.That(configuration.Team.ConnectTimeout, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(configuration.Team.CommandTimeout, Is.EqualTo(TimeSpan.FromSeconds(90)));
            Assert.That(configuration.Settings["endpoint"], Is.EqualTo("valkey:6379"));
            Assert.That(configuration.Settings["nested:depth"], Is.EqualTo("2"));
            Assert.That(configuration.Settings["nested:on"], Is.EqualTo("true").IgnoreCase);
            Assert.That(configuration.Settings, Has.Count.EqualTo(3));
        });
    }
}
