using System.Text;
using System.Xml;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>Writes a job's <c>_conf.xml</c>: its properties, one a line.</summary>
internal static class ConfigurationFile
{
    private const string Source = "job.xml";

    // Values may hold control characters (separators of fields). Hadoop writes them all the same, as XML 1.0 does not allow.
    private static readonly XmlWriterSettings Fragment = new() { OmitXmlDeclaration = true, CheckCharacters = false, ConformanceLevel = ConformanceLevel.Fragment };

    public static byte[] Of(IEnumerable<KeyValuePair<string, string>> properties, HadoopRelease hadoop)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><configuration>\n");
        foreach (var (name, value) in properties)
        {
            using (var xml = XmlWriter.Create(text, Fragment))
            {
                xml.WriteStartElement("property");
                xml.WriteElementString("name", name);
                xml.WriteElementString("value", value);
                if (hadoop.Major >= 3) xml.WriteElementString("final", "false");
                xml.WriteElementString("source", Source);
                xml.WriteEndElement();
            }

            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append("</configuration>\n").ToString());
    }
}
