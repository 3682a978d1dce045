namespace Mosaic.Embedded.Tests.Documents.Filters;

public abstract class LinqSubjectBase
{
    public int Inherited { get; set; }
}
