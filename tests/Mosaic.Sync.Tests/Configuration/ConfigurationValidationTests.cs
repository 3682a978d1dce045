using NUnit.Framework;

namespace Mosaic.Sync.Tests.Configuration;

public sealed class ConfigurationValidationTests : ConfigurationFixture
{
    [TestCase("""{ "tier": "teem" }""", "tier", "teem", "local or team")]
    [TestCase("""{ "tier": "0" }""", "tier", "0", "local or team")]
    [TestCase("""{ "tier": "enterprise" }""", "tier", "enterprise", "not available yet")]
    [TestCase("""{ "adapter": " " }""", "adapter", " ", "registered adapter")]
    [TestCase("""{ "adapter": "postgres" }""", "adapter", "postgres", "tier to team")]
    [TestCase("""{ "application": "a/b" }""", "application", "a/b", "cannot name a folder")]
    [TestCase("""{ "application": "" }""", "application", "", "cannot name a folder")]
    [TestCase("""{ "application": ".." }""", "application", "..", "cannot name a folder")]
    [TestCase("""{ "requireUser": "yes" }""", "requireUser", "yes", "true or false")]
    [TestCase("""{ "requireUser": 1 }""", "requireUser", "1", "true or false")]
    [TestCase("""{ "local": { "path": "" } }""", "local.path", "", "empty")]
    [TestCase("""{ "local": { "path": 5 } }""", "local.path", "5", "a number")]
    [TestCase("""{ "local": { "path": true } }""", "local.path", "true", "true or false")]
    [TestCase("""{ "local": { "path": ["a"] } }""", "local.path", null, "not a list")]
    [TestCase("""{ "local": { "path": {} } }""", "local.path", null, "a list or a section")]
    [TestCase("""{ "local": { "path": "x\u0000" } }""", "local.path", null, "U+0000")]
    [TestCase("""{ "local": { "durability": "fast" } }""", "local.durability", "fast", "full or relaxed")]
    [TestCase("""{ "local": { "durability": "full, relaxed" } }""", "local.durability", "full, relaxed", "full or relaxed")]
    [TestCase("""{ "local": { "readOnly": "no" } }""", "local.readOnly", "no", "true or false")]
    [TestCase("""{ "local": "notes.mosaic" }""", "local", null, "section")]
    [TestCase("""{ "local": [] }""", "local", null, "section")]
    [TestCase("""{ "team": { "poolSizeMax": 1.5 } }""", "team.poolSizeMax", "1.5", "whole number")]
    [TestCase("""{ "team": { "connectTimeout": "30" } }""", "team.connectTimeout", "30", "hh:mm:ss")]
    [TestCase("""{ "team": { "connectTimeout": 30 } }""", "team.connectTimeout", "30", "hh:mm:ss")]
    [TestCase("""{ "team": { "commandTimeout": "1:30" } }""", "team.commandTimeout", "1:30", "hh:mm:ss")]
    [TestCase("""{ "tier": "local", "Tier": "team" }""", "tier", null, "given twice")]
    public void A_wrong_value_is_named_with_what_is_allowed(string json, string field, string? value, string expected)
    {
        var problem = Problem(json);

        Assert.That(problem.Field, Is.EqualTo(field).IgnoreCase);
        Assert.That(problem.Source, Is.EqualTo(Path.Combine(Folder, "mosaic.json")));
        Assert.That(problem.ToString(), Does.Contain(expected));
        if (value is not null)
        {
            Assert.That(problem.Value, value.Length > 0 && field == "local.path" ? Does.EndWith(value) : Is.EqualTo(value));
        }
    }

    [TestCase("""{}""", "team.connectionString", "MOSAIC_CONNECTION")]
    [TestCase("""{ "connectionString": "" }""", "team.connectionString", "needs a connection string")]
    [TestCase("""{ "connectionString": "localhost" }""", "team.connectionString", "no connection string")]
    [TestCase("""{ "connectionString": "postgres://me@db/notes" }""", "team.connectionString", "not a URI")]
    [TestCase("""{ "connectionStringVariable": "TESTS_NOWHERE" }""", "team.connectionStringVariable", "not set")]
    [TestCase("""{ "connectionStringVariable": "" }""", "team.connectionStringVariable", "name")]
    [TestCase("""{ "connectionString": "Host=a", "connectionStringVariable": "TESTS_A" }""", "team.connectionStringVariable", "Keep one")]
    [TestCase("""{ "connectionString": "Host=a", "schema": "Notes" }""", "team.schema", "small letters")]
    [TestCase("""{ "connectionString": "Host=a", "schema": "1a" }""", "team.schema", "small letters")]
    [TestCase("""{ "connectionString": "Host=a", "schema": "pg_a" }""", "team.schema", "pg_")]
    [TestCase("""{ "connectionString": "Host=a", "schema": "" }""", "team.schema", "small letters")]
    [TestCase("""{ "connectionString": "Host=a", "poolSizeMax": 0 }""", "team.poolSizeMax", "1 to 1024")]
    [TestCase("""{ "connectionString": "Host=a", "poolSizeMax": 1025 }""", "team.poolSizeMax", "1 to 1024")]
    [TestCase("""{ "connectionString": "Host=a", "connectTimeout": "00:00:00" }""", "team.connectTimeout", "from 00:00:01")]
    [TestCase("""{ "connectionString": "Host=a", "commandTimeout": "02:00:00" }""", "team.commandTimeout", "to 01:00:00")]
    public void A_wrong_value_of_the_team_tier_is_named(string team, string field, string expected)
    {
        var problem = Problem($$"""{ "tier": "team", "team": {{team}} }""");

        Assert.That(problem.Field, Is.EqualTo(field));
        Assert.That(problem.ToString(), Does.Contain(expected));
    }

    [Test]
    public void The_schemas_longest_name_has_63_letters()
    {
        var configuration = new MosaicConfiguration { Tier = MosaicTier.Team, Team = { ConnectionString = "Host=a", Schema = new('a', 63) } };
        Assert.That(configuration.Validate, Throws.Nothing);

        configuration.Team.Schema = new('a', 64);
        Assert.That(Refused(configuration.Validate).Problems.Single().Field, Is.EqualTo("team.schema"));
    }

    [TestCase("""{ "teir": "team" }""", "teir", "tier")]
    [TestCase("""{ "local": { "paht": "x" } }""", "local.paht", "local.path")]
    [TestCase("""{ "path": "x" }""", "path", "local.path")]
    [TestCase("""{ "local": { "read_only": true } }""", "local.read_only", "local.readOnly")]
    [TestCase("""{ "teem": { "schema": "x" } }""", "teem.schema", "team.schema")]
    [TestCase("""{ "": { "tier": "team" } }""", ".tier", "tier")]
    [TestCase("""{ "durabilty": null }""", "durabilty", "local.durability")]
    public void An_unknown_field_is_named_with_the_nearest_known_one(string json, string field, string nearest)
    {
        var problem = Problem(json);

        Assert.That(problem.Field, Is.EqualTo(field));
        Assert.That(problem.Hint, Does.Contain($"Did you mean {nearest}?"));
    }

    [TestCase("MOSAIC_TEIR", "MOSAIC_TIER")]
    [TestCase("MOSAIC_PAHT", "MOSAIC_LOCAL__PATH")]
    [TestCase("MOSAIC_LOCAL_PATH", "MOSAIC_LOCAL__PATH")]
    [TestCase("MOSAIC_DURABILITY", "MOSAIC_LOCAL__DURABILITY")]
    [TestCase("MOSAIC_TEAM__CONECTION_STRING", "MOSAIC_TEAM__CONNECTIONSTRING")]
    [TestCase("MOSAIC_LOCAL__COLOUR", "MOSAIC_")]
    public void A_variable_that_is_nearly_a_fields_is_named_with_it(string variable, string meant)
    {
        Set(variable, "x");

        var problem = Refused(() => MosaicConfiguration.Load()).Problems.Single();

        Assert.That(problem.Source, Is.EqualTo($"environment variable {variable}"));
        Assert.That(problem.Hint, Does.StartWith($"Did you mean {meant}"));
    }

    [Test]
    public void Two_variables_for_one_field_are_both_named()
    {
        Set("MOSAIC_PATH", "a.mosaic");
        Set("MOSAIC_LOCAL__PATH", "b.mosaic");

        var problem = Refused(() => MosaicConfiguration.Load()).Problems.Single();

        Assert.That(problem.ToString(), Does.Contain("MOSAIC_PATH").And.Contain("MOSAIC_LOCAL__PATH"));
    }

    [Test]
    public void All_problems_are_in_one_exception_each_with_its_source()
    {
        WriteFile("""{ "teir": "team", "requireUser": "yes", "local": { "durability": 3 } }""");
        Set("MOSAIC_TIER", "cloud");
        Set("MOSAIC_PATH", Folder + Path.DirectorySeparatorChar);

        var error = Refused(() => MosaicConfiguration.Load());

        Assert.That(error.Problems.Select(problem => problem.Field), Is.EquivalentTo(new[] { "teir", "requireUser", "local.durability", "tier", "local.path" }));
        Assert.That(error.Message, Does.Contain("5 reasons").And.Contain("environment variable MOSAIC_TIER").And.Contain(Path.Combine(Folder, "mosaic.json")));
        Assert.That(error, Is.InstanceOf<MosaicException>());
    }

    [TestCase("{\n  \"tier\": \"local\"\n  \"adapter\": \"x\"\n}", 3, 3)]
    [TestCase("{ \"é\": x }", 1, 8)]
    [TestCase("", 1, 1)]
    [TestCase("{\r\n\"tier\": \"lo", 2, 12)]
    public void Invalid_JSON_is_told_with_its_line_and_column(string json, int line, int column)
    {
        var problem = Problem(json);

        Assert.That(problem.Field, Is.Null);
        Assert.That(problem.ToString(), Does.Contain(Path.Combine(Folder, "mosaic.json")).And.Contain($"line {line}, column {column}."));
    }

    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("\"tier\"")]
    public void A_file_that_is_no_object_is_refused(string json) => Assert.That(Problem(json).Message, Does.Contain("no JSON object"));

    [Test]
    public void Half_a_character_is_refused() => Assert.That(Problem("""{ "local": { "path": "\ud800" } }""").Message, Does.Contain("half a character"));

    [TestCase("missing.json")]
    [TestCase("missing/mosaic.json")]
    public void A_file_that_is_named_and_does_not_exist_is_refused_with_its_full_path(string path)
    {
        var problem = Refused(() => MosaicConfiguration.Load(path)).Problems.Single();

        Assert.That(problem.Source, Is.EqualTo(Path.GetFullPath(path)));
        Assert.That(problem.Message, Does.Contain("does not exist"));
    }

    [Test]
    public void A_folder_is_no_file()
    {
        Directory.CreateDirectory("folder.json");

        Assert.That(Refused(() => MosaicConfiguration.Load("folder.json")).Problems.Single().Message, Does.Contain("cannot be read"));
    }

    [Test]
    public void A_missing_file_does_not_hide_a_wrong_variable()
    {
        Set("MOSAIC_TIER", "cloud");

        Assert.That(Refused(() => MosaicConfiguration.Load("missing.json")).Problems.Select(problem => problem.Field), Is.EqualTo(new[] { null, "tier" }));
    }

    [TestCase("")]
    [TestCase(" ")]
    public void A_blank_path_is_an_argument_error(string path) => Assert.That(() => MosaicConfiguration.Load(path), Throws.ArgumentException);

    [Test]
    public void What_code_set_wrongly_is_named_without_a_source()
    {
        var configuration = new MosaicConfiguration { Local = { Durability = (Durability)7, Path = Folder } };

        var problems = Refused(configuration.Validate).Problems;

        Assert.That(problems.Select(problem => problem.Field), Is.EqualTo(new[] { "local.path", "local.durability" }));
        Assert.That(problems.Select(problem => problem.Source), Is.All.Null);
        configuration.Tier = (MosaicTier)9;
        Assert.That(Refused(configuration.Validate).Problems.Single().Field, Is.EqualTo("tier"));
    }

    [Test]
    public void An_adapter_of_the_other_tier_is_refused()
    {
        var configuration = new MosaicConfiguration { Tier = MosaicTier.Team, Adapter = "Local" };

        Assert.That(Refused(configuration.Validate).Problems.Single().Hint, Does.Contain("tier to local"));
    }
}
