# One request as clients of the Console API send it with Ruby's Net::HTTP. Usage: ruby ruby-set-form.rb STEP
require 'json'
require 'net/http'

BUCKETS = "#{ENV['REFRAIN_URL']}/api/buckets"
FILES = "#{BUCKETS}/#{ENV['BUCKET_ID']}/files"
BOTH_FILES = "#{ENV['FILE_ID']},#{ENV['FINGERPRINT_ACR_ID']}"
DEDUP_FILES = "#{BUCKETS}/#{ENV['DEDUP_BUCKET_ID']}/dedup-files"

BUCKET = {
  'name' => 'Käufe & "Verkäufe"',
  'region' => 'eu-west-1',
  'type' => 'File',
  'net_type' => 2,
  'labels' => ['Music', 'Übung 1; 2'],
  'metadata_template' => '{"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}',
}.freeze
BUCKET_PARTS = BUCKET.reject { |name| name == 'labels' }.map { |name, value| [name, value.to_s] } +
               BUCKET['labels'].map { |label| ['labels[]', label] }
CHANGED_BUCKET = { 'name' => 'Umbenannt', 'labels' => ['one'] }.freeze
CHANGED_FILE = {
  'title' => 'Für Elise (2)', 'user_defined' => JSON.generate({ 'genre' => 'jazz', 'year' => 1810 })
}.freeze

def send_request(type, url)
  uri = URI(url)
  request = type.new(uri)
  request['Accept'] = 'application/json'
  request['Authorization'] = "Bearer #{ENV['REFRAIN_TOKEN']}"
  yield request if block_given?
  response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }
  puts "#{response.code} #{response.body}"
end

def post(url, &) = send_request(Net::HTTP::Post, url, &)
def put(url, &) = send_request(Net::HTTP::Put, url, &)
def get(url, &) = send_request(Net::HTTP::Get, url, &)
def delete(url, &) = send_request(Net::HTTP::Delete, url, &)

def json(request, body)
  request['Content-Type'] = 'application/json'
  request.body = JSON.generate(body)
end

def fingerprint = File.open(ENV['FINGERPRINT'])

case ARGV[0]
when 'version' then puts "Ruby #{RUBY_VERSION} Net::HTTP"
when 'create-bucket-form' then post(BUCKETS) { |it| it.set_form_data(BUCKET) }
when 'create-bucket-multipart' then post(BUCKETS) { |it| it.set_form(BUCKET_PARTS, 'multipart/form-data') }
when 'create-bucket-json' then post(BUCKETS) { |it| json(it, BUCKET) }
when 'update-bucket-form' then put("#{BUCKETS}/#{ENV['BUCKET_ID']}") { |it| it.set_form(CHANGED_BUCKET) }
when 'update-bucket-multipart'
  put("#{BUCKETS}/#{ENV['BUCKET_ID']}") do |it|
    it.set_form([['name', 'Umbenannt'], ['labels', '["one"]']], 'multipart/form-data')
  end
when 'update-bucket-json' then put("#{BUCKETS}/#{ENV['BUCKET_ID']}") { |it| json(it, CHANGED_BUCKET) }
when 'upload-audio', 'upload-audio-large'
  post(FILES) do |it|
    it.set_form([
      ['file', File.open(ENV[ARGV[0] == 'upload-audio' ? 'SONG' : 'LARGE'])],
      ['title', 'Für Elise, "live"; 100 %'],
      ['data_type', 'audio'],
      ['user_defined', JSON.generate({ isrc: 'DE-X1', artists: %w[A B] })],
      ['audio_id', 'cat-0042'],
    ], 'multipart/form-data')
  end
when 'upload-fingerprint'
  post(FILES) do |it|
    it.set_form([['data_type', 'fingerprint'], ['file', fingerprint, { filename: 'Grüße.txt' }]], 'multipart/form-data')
  end
when 'upload-fingerprint-text'
  post(FILES) do |it|
    it.set_form({ 'title' => 'As text', 'data_type' => 'fingerprint', 'fingerprint' => fingerprint.read })
  end
when 'list-files'
  query = { page: 0, per_page: 10, search: 'für elise', sort: 'status', order: 'desc', state: 1 }
  get("#{FILES}?#{URI.encode_www_form(query)}")
when 'get-files' then get("#{FILES}/#{BOTH_FILES}")
when 'change-file-form' then put("#{FILES}/#{ENV['FILE_ID']}") { |it| it.set_form(CHANGED_FILE) }
when 'change-file-multipart'
  put("#{FILES}/#{ENV['FILE_ID']}") { |it| it.set_form(CHANGED_FILE, 'multipart/form-data') }
when 'change-file-json' then put("#{FILES}/#{ENV['FILE_ID']}") { |it| json(it, CHANGED_FILE) }
when 'move-files' then put("#{BUCKETS}/#{ENV['DESTINATION_ID']}/files/#{BOTH_FILES}/move")
when 'move-files-without-body' then put("#{FILES}/#{BOTH_FILES}")
when 'delete-files' then delete("#{FILES}/#{BOTH_FILES}")
when 'add-dedup-file'
  post(DEDUP_FILES) do |it|
    it.set_form([%w[id track-1], ['file', fingerprint], %w[db_if_nodup 1]], 'multipart/form-data')
  end
when 'ask-dedup-file'
  # Text, not a File: a part named file without a file name.
  post(DEDUP_FILES) do |it|
    it.set_form([%w[id 20260], ['file', fingerprint.read], %w[db_if_nodup 0]], 'multipart/form-data')
  end
when 'add-dedup-copy'
  post(DEDUP_FILES) do |it|
    it.set_form([%w[id 20261], ['file', fingerprint], %w[db_if_nodup 1]], 'multipart/form-data', charset: 'UTF-8')
  end
when 'get-group' then get("#{DEDUP_FILES}/20261")
when 'list-groups' then get("#{DEDUP_FILES}?#{URI.encode_www_form(page: 1, per_page: 50)}")
when 'delete-dedup-files' then delete("#{DEDUP_FILES}/#{ENV['ENTRY_ACR_ID']}")
when 'delete-bucket' then delete("#{BUCKETS}/#{ENV['DEDUP_BUCKET_ID']}")
else exit 3
end
