namespace Mosaic.Embedded.Tests.Documents.Folders;

internal enum YamlKind
{
    Scalar,
    Mapping,
    List,
}
