namespace Mosaic.Postgres.Migrations;

/// <summary>A row of <c>migrations</c>; <c>AppliedBy</c> is the version of the program that applied it.</summary>
internal sealed record AppliedMigration(int Number, string Name, byte[] Sha256, bool Compatible, string AppliedBy);
