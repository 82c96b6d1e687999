namespace Spydra.History.Causes;

// Paths, rights, formats, schemas.
internal static partial class CauseRules
{
    /// <summary>Folders of the platform's own: what is missing there is nobody's input.</summary>
    private const string Internal = @"blockmgr-|/shuffle_|/\.staging/|/_temporary/|spark-events|/tmp/spark-|temp_shuffle|/\.sparkStaging/|job\.splitmetainfo|/output/attempt_|/file\.out|/proc/|/sys/|libhadoop[\w.]*\.so";

    private static IEnumerable<CauseRule> Data() =>
    [
        new("input_missing", CauseRule.Telling + 6, "Hadoop, Spark or the storage says that a path is not there or matches nothing")
        {
            Shows = @"(?i:Input path does not exist|\bInvalidInputException\b|source (path|file) [^\n]*does(n't| not) exist|Input Pattern [^\n]* matches 0 files|PATH_NOT_FOUND|Path does not exist|The specified bucket does not exist|The specified key does not exist|\bNoSuchKey\b|\bNoSuchBucket\b|Item not found: '?gs://|No files matched|matched no (files|objects)|No URLs matched|File does not exist: /|Not found: (Table|Dataset|Bucket|Object|URI)|No such object|No input paths specified|Not a valid JAR: |JAR does not exist or is not a normal file|404 (Not Found|GET|POST)[^\n]*(storage|/b/|/o/|object|bucket)|Unable to infer schema for|UNABLE_TO_INFER_SCHEMA)",
            When = clue => !IsInternal(clue.Text),
            Near = ["schema"],
            Example = "org.apache.hadoop.mapreduce.lib.input.InvalidInputException: Input path does not exist: gs://acme-logs/clicks/2026-11-21",
        },
        new("input_missing", CauseRule.Telling, "A file or folder is not there")
        {
            Shows = @"(FileNotFoundException|NoSuchFileException)\b|FileNotFoundError|No such file or directory|cannot find the (file|path)",
            When = clue => !clue.Text.Contains("Permission denied", StringComparison.Ordinal) && !clue.Text.Contains("(Is a directory)", StringComparison.Ordinal)
                && !IsInternal(clue.Text),
            Example = "java.io.FileNotFoundException: /data/ref/regions-2026.tsv (No such file or directory)",
        },
        new("output_exists", CauseRule.Telling + 8, "What is to be written is there already")
        {
            Shows = @"(?i:FileAlreadyExists|PATH_ALREADY_EXISTS|Output directory [^\n]* already exists|path [^\n]{0,300} already exists|TABLE_OR_VIEW_ALREADY_EXISTS|TABLE_ALREADY_EXISTS|TableAlreadyExists|FileExistsError|LOCATION_ALREADY_EXISTS|TABLE_LOCATION[^\n]* already exists|table [^\n]{0,200} already exists|: File exists\b|location[^\n]{0,200}already exists)",
            Example = "org.apache.hadoop.mapred.FileAlreadyExistsException: Output directory gs://acme-data/out/counts already exists",
        },
        new("permission", CauseRule.Telling + 9, "A system, a storage or a service refuses the account")
        {
            Shows = @"(?i:Permission denied|AccessControlException|AccessDeniedException|PermissionError|\bAccess Denied\b|\bAccessDenied\b|does not have (storage\.|bigquery\.|serviceusage\.|the required |sufficient )[\w.]*|does not have [\w.]+ (access|permission)|403 Forbidden|\b403 (GET|POST|PUT|DELETE|PATCH)\b|""code""\s*:\s*403|Status Code: 403|response code: 403|HTTP(/1\.1)? (response code: )?403|Forbidden: 403|Operation not permitted|\bEACCES\b|not authorized to|Insufficient Permission|insufficientPermissions|Access denied for user|password authentication failed|Login failed for user|Authentication failed|401 Unauthorized|Unauthorized: 401|Invalid credentials|error=13\b|PERMISSION_DENIED|unauthorized_client|invalid_grant|Anonymous caller|Read-only file system|Kerberos[^\n]*(fail|not find)|GSSException|Failed to find any Kerberos tgt)",
            Example = "org.apache.hadoop.security.AccessControlException: Permission denied: user=spydra, access=WRITE, inode=\"/data/out\":root:hadoop:drwxr-xr-x",
        },
        new("bad_record", CauseRule.Telling + 7, "A parser says that what it reads is malformed")
        {
            Shows = @"(?i:CAST_INVALID_INPUT|MALFORMED_RECORD|MALFORMED_CSV|CANNOT_PARSE|is not a Parquet file|is not a valid Parquet|not a valid ORC|Malformed ORC|not an ORC file|Not a data file|Not an Avro data file|not an? avro|not a gzip file|not in gzip format|incorrect header check|invalid (stored block|distance|code|block type|bit length|literal/)|incorrect data check|unknown compression method|Malformed (records?|line|input|CSV|JSON|row)|Corrupt(ed)?( |_)?(record|block|file|data|GZIP|footer|statistics)|not a SequenceFile|Invalid sync|Unexpected end of (input|file|ZLIB|stream)|Input is not in the \.gz format|bad magic|Could not read footer|Could not read (or convert )?schema from file|FAILED_READ_FILE|CANNOT_READ_FILE_FOOTER|Unparseable|could not be parsed|CharConversionException|FAILED_(TO_)?PARSE)",
            Near = ["schema"],
            Example = "java.lang.RuntimeException: gs://acme-data/snapshot/part-00000.parquet is not a Parquet file. Expected magic number at tail, but found [49, 51, 48, 10]",
        },
        new("bad_record", CauseRule.Telling + 3, "An exception that parsers of records throw")
        {
            Shows = @"NumberFormatException|DateTimeParseException|DateTimeException\b|JsonParseException|JsonMappingException|MismatchedInputException|JsonSyntaxException|MalformedJsonException|JSONException|JsonProcessingException|MalformedInputException|UnmappableCharacterException|InvalidProtocolBufferException|SAXParseException|\bZipException|DataFormatException|AvroRuntimeException|InvalidAvroMagicException|TextParsingException|UniVocity|CsvValidationException|CSVParseException|ParquetDecodingException|ChecksumException|java\.text\.ParseException|DateFormat|InvalidFormatException|SerDeException|BadRecordException|SparkNumberFormatException|SparkDateTimeException|org\.xml\.sax|XMLStreamException|CRC mismatch|BZip2 (stream|block)|LzoUncompress|SnappyError|Lz4Exception",
            Example = "java.lang.NumberFormatException: For input string: \"1.250s\"",
        },
        new("bad_record", CauseRule.Telling, "A count of columns or fields is not what was expected")
        {
            Shows = @"(?i:\b(expected|expecting|want(ed)?|needs?|requires?|should (have|be))\b[^\n]{0,40}?\b\d+\b[^\n]{0,30}?\b(columns?|fields?|values?|tokens?|elements|parts|cells)\b[^\n]{0,40}?\b(found|got|saw|was|were|had|has|but|have|received|actual)\b|(wrong|unexpected|bad|invalid) number of (columns|fields|values|tokens)|Error tokenizing data|\b(found|got) \d+ (columns?|fields?|values?)[^\n]{0,20}(expected|instead))",
            Near = ["java_exception", "python_exception"],
            Example = "java.lang.IllegalStateException: part-00003.tsv line 4821: expected 7 columns, found 3",
        },
        new("bad_record", CauseRule.Telling - 5, "Python's own parsers say what they cannot read")
        {
            Shows = @"JSONDecodeError|UnicodeDecodeError|invalid literal for int\(\)|could not convert string to float|_csv\.Error|\bcsv\.Error|ParserError|xml\.parsers\.expat|ParseError|does not match format|Invalid isoformat string|unconverted data remains|not enough values to unpack|too many values to unpack|Expecting value: line|BadGzipFile|zlib\.error|BadZipFile|EOFError: Compressed file|ArrowInvalid|decimal\.InvalidOperation|DecodeError|fastavro|struct\.error|yaml\.[\w.]*Error|month must be in 1\.\.12|day is out of range",
            When = clue => clue.Link?.Language == ThrownLanguage.Python,
            Near = ["python_exception"],
            Example = "Traceback (most recent call last):\n  File \"mapper.py\", line 9, in <module>\n    total += int(row[3])\nValueError: invalid literal for int() with base 10: '1.250s'",
        },
        new("schema", CauseRule.Telling + 8, "Spark, Hive or a database names a column, a table or a type that is not there")
        {
            Shows = @"(?i:UNRESOLVED_COLUMN|UNRESOLVED_FIELD|TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|Table or view not found|cannot resolve|DATATYPE_MISMATCH|FIELD_NOT_FOUND|COLUMN_NOT_FOUND|COLUMN_NOT_DEFINED|NO_SUCH_STRUCT_FIELD|Database '?[\w.`]+'? not found|NoSuchTableException|NoSuchDatabaseException|Table not found|SemanticException|Invalid (table alias or )?column reference|Unknown column|no such (column|table)\b|Unrecognized name:|NUM_COLUMNS_MISMATCH|INCOMPATIBLE_(COLUMN|DATA|TYPE|VIEW|TABLE)[\w.]*|CANNOT_UP_CAST|INSERT_COLUMN_ARITY_MISMATCH|column [^\n]{0,100}does not exist|relation [^\n]{0,100}does not exist|Column cannot be converted|SchemaColumnConvertNotSupported|PARQUET_COLUMN_DATA_TYPE|CONVERT_UNSUPPORTED|CANNOT_MERGE_SCHEMAS|Failed merging schema|AvroTypeException|Found [\w.""]+, expecting [\w.""]+|incompatible (schema|types?)|Provided Schema does not match|AMBIGUOUS_(REFERENCE|COLUMN)|Reference '[^']*' is ambiguous|MISSING_COLUMN|UNSUPPORTED_FEATURE\.TABLE|do(es)? not match the (schema|table)|REF_DEFAULT|CANNOT_ACCEPT_OBJECT_IN_TYPE|FIELD_DATA_TYPE_UNACCEPTABLE|can not accept object|field [^\n]{0,80}can not accept|LENGTH_SHOULD_BE_THE_SAME|requirement failed: (Column|The number of columns)|UNRESOLVED_(ROUTINE|MAP_KEY|USING_COLUMN)|_LEGACY_ERROR_TEMP_2[0-9]*: Column|Field ""?[^\n""]+""? does not exist)",
            Near = ["input_missing"],
            Example = "pyspark.errors.exceptions.captured.AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column or function parameter with name `utm_campain` cannot be resolved. Did you mean one of the following? [`utm_campaign`].",
        },
        new("schema", CauseRule.Likely, "Spark's analysis of a query failed")
        {
            Shows = @"AnalysisException|pyspark\.sql\.utils\.ParseException|ParseException: \n?\[?PARSE_SYNTAX|PARSE_SYNTAX_ERROR",
            Near = ["python_exception", "java_exception"],
            Example = "org.apache.spark.sql.AnalysisException: grouping expressions sequence is empty, and 'country' is not an aggregate function.",
        },
        new("schema", CauseRule.Likely, "A row's value is of another class than its column")
        {
            Shows = @"ClassCastException",
            When = clue => clue.Within("hive.serde2") || clue.Within("hive.ql") || clue.Within("catalyst.expressions") || clue.Within("sql.Row") || clue.Text.Contains("Writable cannot be cast", StringComparison.Ordinal),
            Near = ["java_exception"],
            Example = "java.lang.ClassCastException: org.apache.hadoop.io.LongWritable cannot be cast to org.apache.hadoop.io.IntWritable",
        },
        new("bad_record", CauseRule.Likely, "A conversion of a text to a date, a number or a name refuses it")
        {
            Shows = @"IllegalArgumentException",
            When = clue => clue.Near("java.sql.Date.valueOf") || clue.Near("java.sql.Timestamp.valueOf") || clue.Near("UUID.fromString") || clue.Near("Enum.valueOf"),
            Near = ["java_exception"],
            Example = "java.lang.IllegalArgumentException\n\tat java.sql.Date.valueOf(Date.java:143)",
        },
        new("java_exception", CauseRule.General + 3, "MapReduce meets keys or values of another class than was declared")
        {
            Shows = @"Type mismatch in (key|value) from map|wrong (key|value) class",
            Near = ["schema", "serialization"],
            Example = "java.io.IOException: Type mismatch in key from map: expected org.apache.hadoop.io.Text, received org.apache.hadoop.io.LongWritable",
        },
    ];
}
